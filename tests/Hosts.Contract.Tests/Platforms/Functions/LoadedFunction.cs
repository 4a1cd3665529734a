using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms.Functions.Rpc;

namespace Serverless.Hosts.Contract.Tests.Platforms.Functions;

/// <summary>A function as the worker described it.</summary>
/// <param name="Metadata">What it said.</param>
/// <param name="Trigger">The binding that calls it.</param>
internal sealed record LoadedFunction(FunctionMetadata Metadata, JsonElement Trigger)
{
    public string Name => Metadata.Name;

    public string Id => Metadata.FunctionId;

    public string TriggerType => Trigger.GetProperty("type").GetString()!;

    public string TriggerName => Trigger.GetProperty("name").GetString()!;

    /// <summary>A word of the trigger's; null where it does not say it.</summary>
    public string? Of(string name) => Trigger.TryGetProperty(name, out var said) ? said.GetString() : null;

    public bool NeedsKey => !string.Equals(Of("authLevel"), "anonymous", StringComparison.OrdinalIgnoreCase);

    public bool Takes(string method) =>
        !Trigger.TryGetProperty("methods", out var methods)
        || methods.GetArrayLength() == 0
        || methods.EnumerateArray().Any(one => one.GetString()!.Equals(method, StringComparison.OrdinalIgnoreCase));
}
