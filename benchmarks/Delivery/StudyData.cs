using System.Text.Json;

namespace Serverless.Benchmarks.Delivery;

/// <summary>A step of a runbook, as it is typed or decided.</summary>
/// <param name="Do">What is typed, or asked.</param>
/// <param name="Phase">build, deploy or check.</param>
/// <param name="IsDecision">Whether a person decides something.</param>
/// <param name="Mistakes">Ids of mistakes that happen here.</param>
/// <param name="Source">Title of the documentation it is taken from; null for none.</param>
internal sealed record Step(string Do, string Phase, bool IsDecision, IReadOnlyList<string> Mistakes, string? Source);

/// <summary>The steps of all arms.</summary>
/// <param name="HoldsUnready">Targets whose platform gives no traffic to what is not ready.</param>
/// <param name="Manual">Arm 0, by target.</param>
/// <param name="Built">Arm 1: what takes the place of building by hand.</param>
/// <param name="Pipeline">Arm 2.</param>
/// <param name="PipelineSettings">Arm 2: more for a change of settings.</param>
internal sealed record Runbooks(
    IReadOnlyDictionary<string, bool> HoldsUnready,
    IReadOnlyDictionary<string, IReadOnlyList<Step>> Manual,
    IReadOnlyList<Step> Built,
    IReadOnlyList<Step> Pipeline,
    IReadOnlyList<Step> PipelineSettings
)
{
    /// <summary>The steps a person takes to bring one change to one target.</summary>
    /// <param name="arm">0, 1 or 2.</param>
    /// <param name="target">The target.</param>
    /// <param name="change">The kind of change.</param>
    public IReadOnlyList<Step> Of(int arm, string target, string change) =>
        arm switch
        {
            0 => Manual[target],
            1 => [.. Built, .. Manual[target].Where(step => step.Phase != "build")],
            _ => change == "settings" ? [.. PipelineSettings, .. Pipeline] : Pipeline,
        };
}

/// <summary>A kind of mistake.</summary>
internal sealed record Mistake(string Id, string Name, string How, string Effect);

/// <summary>A kind of change and how often it comes.</summary>
internal sealed record ChangeKind(string Kind, int Weight);

/// <summary>A published rate of error.</summary>
internal sealed record RateSource(string Percent, string What, string Title);

/// <summary>The change list's make-up and the rates that are swept.</summary>
internal sealed record Sweep(IReadOnlyList<ChangeKind> Changes, IReadOnlyList<double> Rates, IReadOnlyList<RateSource> Sources);

/// <summary>The study's data.</summary>
internal sealed record StudyData(Runbooks Runbooks, IReadOnlyList<Mistake> Mistakes, Sweep Sweep)
{
    private static readonly JsonSerializerOptions Reading = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static StudyData Read(string folder) =>
        new(Read<Runbooks>(folder, "runbooks"), Read<List<Mistake>>(folder, "mistakes"), Read<Sweep>(folder, "sweep"));

    private static T Read<T>(string folder, string name) =>
        JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(folder, name + ".json")), Reading)!;
}
