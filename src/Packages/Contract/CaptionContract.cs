using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Core;

namespace Serverless.Packages.Contract;

/// <summary>
/// <c>caption.json</c>: what a model is called, what it takes and gives, what it needs, and how it is rolled out. The JSON Schema is
/// docs/schemas/caption.schema.json. What has a default can be set: generated readers pass over defaults of what can only be initialised.
/// </summary>
public sealed record CaptionContract
{
    /// <summary>The format.</summary>
    public int SchemaVersion { get; set; } = 1;

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Its semantic version: major where a consumer must change something, minor where it is compatible, patch where it is safe to take by
    /// itself.
    /// </summary>
    public required string Version { get; init; }

    /// <summary>Languages it writes (BCP 47), the default first.</summary>
    public IReadOnlyList<string> Languages { get; set; } = ["und"];

    /// <summary>Levels of detail it knows, the default first.</summary>
    public IReadOnlyList<string> Details { get; set; } = ["brief"];

    /// <summary><c>lowercase</c> where it knows lower-case words only; else null.</summary>
    public string? Words { get; init; }

    /// <summary>The file of its card, Markdown; null where it has none.</summary>
    public string? Card { get; init; }

    /// <summary>SPDX identifiers of its licences; null where none is declared.</summary>
    public IReadOnlyList<string>? Licenses { get; init; }

    /// <summary>Inputs of each graph, by its path; null in a plain folder.</summary>
    public SortedDictionary<string, IReadOnlyList<TensorContract>>? Inputs { get; init; }

    /// <summary>Outputs of each graph.</summary>
    public SortedDictionary<string, IReadOnlyList<TensorContract>>? Outputs { get; init; }

    /// <summary>How pictures become tensors: <c>preprocessor_config.json</c> as it was packed.</summary>
    public JsonElement? Preprocessing { get; init; }

    /// <summary>Decoding defaults: <c>generation_config.json</c> as it was packed.</summary>
    public JsonElement? Decoding { get; init; }

    /// <summary>What a program and a machine must have.</summary>
    public PackageRequires? Requires { get; init; }

    /// <summary>What it was measured to take.</summary>
    public ResourceEnvelope? Envelope { get; init; }

    /// <summary>What it was made from.</summary>
    public PackageLineage? Lineage { get; init; }

    /// <summary>How it comes to serve.</summary>
    public RolloutPolicy? Rollout { get; init; }

    /// <summary>What this program does not know, kept as it is.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Reads one.</summary>
    /// <param name="bytes">The file.</param>
    /// <returns>The contract, or a refusal (<c>contract</c>).</returns>
    public static Result<CaptionContract, PackageFailure> Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ContractJson.Stored.CaptionContract) is { } contract
                ? contract
                : PackageFailure.Refused("contract", "It is empty.", PackageFiles.Contract);
        }
        catch (JsonException error)
        {
            var why = "It cannot be read: " + error.Message.ReplaceLineEndings(" ");
            return PackageFailure.Refused("contract", why, PackageFiles.Contract);
        }
    }

    /// <summary>Days after which a model that serves is stale, by the <c>caption.json</c> of its captioner's folder.</summary>
    /// <param name="folder">The folder; null for none.</param>
    /// <returns>Null where there is no such file, it cannot be read, or says nothing of it: never.</returns>
    public static int? MaxAgeDaysIn(string? folder)
    {
        var path = folder is null ? null : Path.Combine(folder, PackageFiles.Contract);
        try
        {
            return path is not null && File.Exists(path) ? Parse(File.ReadAllBytes(path)).Value?.Rollout?.MaxAgeDays : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // it loaded before, so it was there: a cache was cleared meanwhile
        }
    }

    /// <summary>Its bytes: indented, for people read it too.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, ContractJson.Stored.CaptionContract), (byte)'\n'];
}
