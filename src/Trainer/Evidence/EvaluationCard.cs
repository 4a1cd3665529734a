using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Core.Quality;
using Serverless.Packages.Contract;
using Serverless.Trainer.Heads;
using Serverless.Trainer.Validation;

namespace Serverless.Trainer.Evidence;

/// <summary>
/// <c>evaluation.json</c> of a trained package: what it was made of and how it was judged. Nothing of it depends on the hour or the
/// machine's speed, so that the same data and parent make the same package.
/// </summary>
/// <param name="Name">The candidate's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Snapshot">Digest of the data.</param>
/// <param name="Code">Version of the program, with the commit where it is known.</param>
/// <param name="Parent">What it was trained from, and judged beside.</param>
/// <param name="Data">How much was learned from and judged on.</param>
/// <param name="Heads">What was tried and chosen, a sort of words each.</param>
/// <param name="Good">From which score on words are good.</param>
/// <param name="Choice">What was learned about choosing a sentence; null where nobody's decisions say anything of it.</param>
/// <param name="Gate">What the gates say.</param>
public sealed record EvaluationCard(
    string Name,
    string Version,
    string Snapshot,
    string Code,
    ParentPackage Parent,
    EvaluationData Data,
    IReadOnlyList<HeadCard> Heads,
    GoodCard Good,
    ChoiceCard? Choice,
    GateReport Gate
)
{
    /// <summary>The format.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>From which score on names are good; null where the model brings no recogniser of its own.</summary>
    public GoodCard? GoodNames { get; init; }

    /// <summary>Its bytes: indented, for people read it too.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, EvaluationJson.Stored.EvaluationCard), (byte)'\n'];

    /// <summary>Reads one.</summary>
    /// <param name="bytes">The file.</param>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static EvaluationCard? Parse(byte[] bytes) => JsonSerializer.Deserialize(bytes, EvaluationJson.Stored.EvaluationCard);
}

/// <summary>How much there was.</summary>
/// <param name="TrainJudgments">Judgments that were learned from.</param>
/// <param name="TrainPictures">Of so many pictures.</param>
/// <param name="HeldJudgments">Judgments that candidates are judged on.</param>
/// <param name="HeldPictures">Of so many pictures.</param>
/// <param name="LeftOut">What was left out, and why.</param>
public sealed record EvaluationData(
    int TrainJudgments,
    int TrainPictures,
    int HeldJudgments,
    int HeldPictures,
    IReadOnlyList<string> LeftOut
);

/// <summary>The head of one sort of words.</summary>
/// <param name="Words"><c>given</c>, <c>own</c> or <c>names</c>.</param>
/// <param name="Chosen">Which of the tried ones it is.</param>
/// <param name="Why">Why nothing was tried; null where something was.</param>
/// <param name="Tried">All that were tried, with figures by picture-disjoint folds.</param>
/// <param name="Curves">The weights.</param>
public sealed record HeadCard(string Words, string Chosen, string? Why, IReadOnlyList<HeadTrial> Tried, IReadOnlyList<ScoreCurve> Curves);

/// <summary>The threshold of good.</summary>
/// <param name="Threshold">From this score on.</param>
/// <param name="Before">The parent's.</param>
/// <param name="Given">Good sentences, by folds; 0 where the threshold is the parent's.</param>
/// <param name="Wrong">Wrong ones among them.</param>
/// <param name="Low">Lower end of the 95 % interval of their share.</param>
/// <param name="High">Its upper end.</param>
public sealed record GoodCard(double Threshold, double Before, int Given, int Wrong, double Low, double High);

/// <summary>How the sentence is chosen.</summary>
/// <param name="IsLearned">Whether learned weights choose; else score and margin do.</param>
/// <param name="Decisions">Decisions that prefer a sentence.</param>
/// <param name="RightByMargin">Share of decisions that score and margin would have taken, by folds.</param>
/// <param name="RightByWeights">The same of learned weights.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference.</param>
/// <param name="High">Its upper end.</param>
public sealed record ChoiceCard(bool IsLearned, int Decisions, double RightByMargin, double RightByWeights, double Low, double High);

/// <summary>Generated reading and writing.</summary>
[JsonSerializable(typeof(EvaluationCard))]
internal sealed partial class EvaluationJson : JsonSerializerContext
{
    public static EvaluationJson Stored { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                WriteIndented = true,
                NewLine = "\n",
            }
        );
}
