using System.Text.Json.Serialization;

namespace Serverless.Hosts.Azure.Triggers;

/// <summary>What the Functions host wants back. No output bindings: text that happens to be base64 would be decoded on the way.</summary>
/// <param name="Outputs">Output bindings by name; none.</param>
/// <param name="Logs">Lines for the host's log; never words about a picture.</param>
/// <param name="ReturnValue">Always null.</param>
internal sealed record TriggerAnswer(IReadOnlyDictionary<string, string> Outputs, IReadOnlyList<string> Logs, string? ReturnValue = null);

[JsonSerializable(typeof(TriggerAnswer))]
internal sealed partial class TriggerJson : JsonSerializerContext;
