using System.Text.Json.Serialization;
using Serverless.Evaluation.Statistics;

namespace Serverless.Trainer.Validation;

/// <summary>What the gates say of a candidate beside the champion it was trained from.</summary>
/// <param name="Gates">Every gate, by name.</param>
/// <param name="Slices">Both beside each other, over all and by slice, for each sort of words.</param>
public sealed record GateReport(IReadOnlyList<GateResult> Gates, IReadOnlyList<SliceFigures> Slices)
{
    /// <summary>Whether no gate is closed.</summary>
    [JsonPropertyOrder(-1)]
    public bool IsPassed => Gates.All(gate => gate.State != GateState.Closed);

    /// <summary>The gates that are closed, in one line; empty where none is.</summary>
    public string WhyClosed() =>
        string.Join("; ", Gates.Where(gate => gate.State == GateState.Closed).Select(gate => $"{gate.Name}: {gate.Why}"));
}

/// <summary>One gate.</summary>
/// <param name="Name">Its stable name, such as <c>given_auc</c>.</param>
/// <param name="State">What it says.</param>
/// <param name="Value">What was measured; null where nothing was.</param>
/// <param name="Threshold">What it is held against; null where it only counts.</param>
/// <param name="Low">Lower end of the 95 % interval; null without one.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Why">One sentence for a person.</param>
public sealed record GateResult(string Name, GateState State, double? Value, double? Threshold, double? Low, double? High, string Why)
{
    internal static GateResult Of(string name, bool isOpen, Interval value, double threshold, string why) =>
        new(name, isOpen ? GateState.Passed : GateState.Closed, value.Value, threshold, value.Low, value.High, why);
}

/// <summary>What a gate says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GateState>))]
public enum GateState
{
    /// <summary>The candidate passed.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>It did not.</summary>
    [JsonStringEnumMemberName("closed")]
    Closed,

    /// <summary>Too few judgments to tell; said, and no reason to refuse.</summary>
    [JsonStringEnumMemberName("too_few")]
    TooFew,
}

/// <summary>Champion and candidate on one slice of the held-out judgments.</summary>
/// <param name="Words"><c>given</c> or <c>own</c>.</param>
/// <param name="Slice"><c>all</c>, or the slice's name.</param>
/// <param name="Champion">The parent's figures; null where there are too few judgments.</param>
/// <param name="Candidate">The candidate's.</param>
/// <param name="Judgments">How many.</param>
/// <param name="Pictures">Of how many pictures.</param>
public sealed record SliceFigures(
    string Words,
    string Slice,
    ScoreFigures? Champion,
    ScoreFigures? Candidate,
    int Judgments,
    int Pictures
);
