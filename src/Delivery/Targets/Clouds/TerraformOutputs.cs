using System.Text.Json;
using Serverless.Core;
using Serverless.Delivery.Rollouts;
using Serverless.Ledger;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>What <c>terraform output -json</c> gave of a stack: where its function is, and what its alarms allow.</summary>
/// <param name="deployment">The output <c>deployment</c>.</param>
/// <param name="registry">The output <c>registry</c>; null for none.</param>
/// <param name="url">The output <c>caption_url</c>; null for none.</param>
internal sealed class TerraformOutputs(JsonElement deployment, string? registry, string? url)
{
    /// <summary>Where images are.</summary>
    public string? Registry => registry;

    /// <summary>Where callers ask.</summary>
    public string? Url => url;

    /// <summary>Reads a file, and holds it to the place that is meant.</summary>
    /// <param name="file">The file.</param>
    /// <param name="environment">The environment that is meant.</param>
    /// <param name="target">The target that is meant.</param>
    public static Result<TerraformOutputs, DeliveryFailure> Read(string file, string environment, string target)
    {
        if (!File.Exists(file))
            return DeliveryFailure.WrongUsage($"There is no file {file}; `terraform output -json` of the stack gives it.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (Output(document.RootElement, "deployment") is not { ValueKind: JsonValueKind.Object } deployment)
                return DeliveryFailure.WrongUsage($"{file} has no output 'deployment'; `terraform output -json` of a stack has.");
            var outputs = new TerraformOutputs(
                deployment.Clone(),
                Output(document.RootElement, "registry")?.GetString(),
                Output(document.RootElement, "caption_url")?.GetString()
            );
            var (cloud, stage) = (outputs.Find("cloud"), outputs.Find("environment"));
            return cloud == target && stage == environment
                ? outputs
                : DeliveryFailure.WrongUsage($"{file} is about {stage}/{cloud}, not {environment}/{target}: name that stack's outputs.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return DeliveryFailure.WrongUsage($"{file} is no output of Terraform: {error.Message}");
        }
    }

    /// <summary>A text of <c>deployment</c>; null where it has none.</summary>
    public string? Find(string name) =>
        deployment.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A text of <c>deployment</c>.</summary>
    /// <exception cref="InvalidDataException">It has none.</exception>
    public string Get(string name) =>
        Find(name) is { Length: > 0 } text
            ? text
            : throw new InvalidDataException($"The output 'deployment' has no {name}: apply the stack again, then name its outputs.");

    /// <summary>The policy with the stack's own canary and thresholds in it.</summary>
    public RolloutPolicy Apply(RolloutPolicy policy)
    {
        var percent = Figure("canary", "percent") is { } share and > 0 ? (int)share : policy.Canary.Steps[0];
        // on a cluster the canary has the pods of its share and no more: between that share and all there is no step
        int[] more = Find("cloud") == "kubernetes" ? [100] : [.. policy.Canary.Steps];
        var minutes = Figure("canary", "minutes");
        return policy with
        {
            Canary = policy.Canary with
            {
                Steps = [.. more.Where(step => step > percent).Prepend(percent)],
                WindowSeconds = minutes is { } window ? (int)(window * 60) : policy.Canary.WindowSeconds,
            },
            Thresholds = policy.Thresholds with
            {
                ErrorPercent = Figure("alarm_thresholds", "error_percent") ?? policy.Thresholds.ErrorPercent,
                LatencyP95Ms = Figure("alarm_thresholds", "latency_p95_ms") ?? policy.Thresholds.LatencyP95Ms,
                ThrottlesPerMinute = Figure("alarm_thresholds", "throttles_per_minute") ?? policy.Thresholds.ThrottlesPerMinute,
                RefusedPercent = Figure("alarm_thresholds", "refused_percent") ?? policy.Thresholds.RefusedPercent,
            },
        };
    }

    /// <summary>A number of <c>deployment</c>; null where it has none.</summary>
    public double? Figure(string name) =>
        deployment.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>A number of a group of <c>deployment</c>; null where it has none.</summary>
    public double? Figure(string group, string name) =>
        deployment.TryGetProperty(group, out var values)
        && values.ValueKind == JsonValueKind.Object
        && values.TryGetProperty(name, out var value)
        && value.TryGetDouble(out var number)
            ? number
            : null;

    private static JsonElement? Output(JsonElement root, string name) =>
        root.TryGetProperty(name, out var output) && output.TryGetProperty("value", out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
