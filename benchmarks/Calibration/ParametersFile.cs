using System.Text.Json;
using Serverless.Core.Quality;
using Serverless.Evaluation.Statistics;

namespace Serverless.Benchmarks.Calibration;

/// <summary>Writes what was fitted and measured to <c>quality.json</c>, for the pipeline to read.</summary>
internal static class ParametersFile
{
    private const string How =
        "the first two curves of each, the text's and the thresholds fitted, the others by hand, media measured; figures in "
        + "docs/figures-calibration.md and docs/figures-kinds.md";

    private static readonly QualityJson Json = new(
        new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase }
    );

    /// <summary>Replaces a part, and keeps all else as it stands.</summary>
    /// <param name="folder">The quality model's folder.</param>
    /// <param name="change">From what stands there to what shall.</param>
    public static void Change(string folder, Func<QualityParameters, QualityParameters> change)
    {
        var path = Path.Combine(folder, "quality.json");
        File.WriteAllText(path, JsonSerializer.Serialize(change(QualityParameters.Read(path)), Json.QualityParameters) + "\n");
    }

    /// <summary>The curves and thresholds of sentences and given words; curves for missing signals are kept.</summary>
    /// <param name="old">The parameters so far.</param>
    /// <param name="result">What was fitted.</param>
    public static QualityParameters With(this QualityParameters old, CalibrationResult result) =>
        old with
        {
            MadeBy = $"{result.Command}, {result.Date}; {How}",
            Own = [Own(result.Own, hasContradictions: true), Own(result.OwnUnseen, hasContradictions: false), .. old.Own.Skip(2)],
            Given =
            [
                Given(result.Given, hasContradictions: true),
                Given(result.GivenUnseen, hasContradictions: false),
                .. old.Given.Skip(2),
            ],
            Good = Rounded(result.Good),
            Speak = Rounded(result.Speak),
            Refuse = Rounded(result.Refuse),
            RefuseGiven = Rounded(result.RefuseGiven),
            Margin = Rounded(result.Margin),
        };

    public static double Rounded(double value) => Math.Round(value, 4);

    private static ScoreCurve Own(LogisticRegression curve, bool hasContradictions) =>
        new(
            Rounded(curve.Intercept),
            Rounded(curve.Slopes[0]),
            Rounded(curve.Slopes[1]),
            Rounded(curve.Slopes[2]),
            Lowering(curve.Slopes[3]),
            hasContradictions ? Lowering(curve.Slopes[4]) : null,
            hasContradictions ? Lowering(curve.Slopes[5]) : null
        );

    private static ScoreCurve Given(LogisticRegression curve, bool hasContradictions) =>
        new(
            Rounded(curve.Intercept),
            Rounded(curve.Slopes[0]),
            Rounded(curve.Slopes[1]),
            0,
            0,
            hasContradictions ? Lowering(curve.Slopes[2]) : null,
            hasContradictions ? Lowering(curve.Slopes[3]) : null
        );

    /// <summary>Of a signal that can only speak against words.</summary>
    private static double Lowering(double slope) => Rounded(Math.Min(0, slope));
}
