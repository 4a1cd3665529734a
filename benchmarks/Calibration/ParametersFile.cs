using System.Globalization;
using Serverless.Core.Quality;

namespace Serverless.Benchmarks.Calibration;

/// <summary>Writes the fitted curves and thresholds to <c>quality.json</c>, for the pipeline to read.</summary>
internal static class ParametersFile
{
    private const string How =
        "the first two curves of each and the thresholds fitted, the others by hand, media measured; "
        + "figures in docs/figures-calibration.md and docs/figures-kinds.md";

    /// <summary>Writes the shares of media alone, and keeps all else as it stands.</summary>
    /// <param name="folder">The quality model's folder.</param>
    /// <param name="media">What was measured.</param>
    public static void Write(string folder, MediaShares media)
    {
        var path = Path.Combine(folder, "quality.json");
        var text = File.ReadAllText(path);
        var at = text.IndexOf(",\n  \"media\"", StringComparison.Ordinal);
        var rest = (at < 0 ? text.TrimEnd('}', '\n') : text[..at]).TrimEnd();
        File.WriteAllText(path, $"{rest},\n  {Media(media)}\n}}\n");
    }

    /// <param name="folder">The quality model's folder.</param>
    /// <param name="result">What was fitted.</param>
    /// <param name="old">The parameters so far: what is not fitted is kept, curves for missing signals among them.</param>
    public static void Write(string folder, CalibrationResult result, QualityParameters old)
    {
        static string Curve(
            double intercept,
            double? fit,
            double? lift,
            double logProbability,
            double repetition,
            double? contradiction,
            double? scenes
        ) =>
            $"{{ \"intercept\": {Number(intercept)}, \"fitLogit\": {Number(fit)}, \"lift\": {Number(lift)}, "
            + $"\"meanLogProbability\": {Number(logProbability)}, \"repetition\": {Number(repetition)}, \"contradiction\": "
            + $"{Number(contradiction)}, \"sceneContradiction\": {Number(scenes)} }}";
        static string Kept(ScoreCurve curve) =>
            Curve(
                curve.Intercept,
                curve.FitLogit,
                curve.Lift,
                curve.MeanLogProbability,
                curve.Repetition,
                curve.Contradiction,
                curve.SceneContradiction
            );
        var (own, ownUnseen, given, givenUnseen) = (result.Own, result.OwnUnseen, result.Given, result.GivenUnseen);
        File.WriteAllText(
            Path.Combine(folder, "quality.json"),
            $$"""
            {
              "schemaVersion": 1,
              "name": "{{old.Name}}",
              "version": "{{old.Version}}",
              "madeBy": "{{result.Command}}, {{result.Date}}; {{How}}",
              "own": [
                {{Curve(
                own.Intercept,
                own.Slopes[0],
                own.Slopes[1],
                own.Slopes[2],
                Math.Min(0, own.Slopes[3]),
                Math.Min(0, own.Slopes[4]),
                Math.Min(0, own.Slopes[5])
            )}},
                {{Curve(
                ownUnseen.Intercept,
                ownUnseen.Slopes[0],
                ownUnseen.Slopes[1],
                ownUnseen.Slopes[2],
                Math.Min(0, ownUnseen.Slopes[3]),
                null,
                null
            )}},
                {{string.Join(",\n    ", old.Own.Skip(2).Select(Kept))}}
              ],
              "given": [
                {{Curve(
                given.Intercept,
                given.Slopes[0],
                given.Slopes[1],
                0,
                0,
                Math.Min(0, given.Slopes[2]),
                Math.Min(0, given.Slopes[3])
            )}},
                {{Curve(givenUnseen.Intercept, givenUnseen.Slopes[0], givenUnseen.Slopes[1], 0, 0, null, null)}},
                {{string.Join(",\n    ", old.Given.Skip(2).Select(Kept))}}
              ],
              "good": {{Number(result.Good)}},
              "refuse": {{Number(result.Refuse)}},
              "refuseGiven": {{Number(result.RefuseGiven)}},
              "margin": {{Number(result.Margin)}},
              "lowFit": {{Number(old.LowFit)}},
              "lowConfidence": {{Number(old.LowConfidence)}},
              {{Media(old.Media ?? MediaShares.Unmeasured)}}
            }

            """
        );
    }

    private static string Number(double? value) =>
        value is { } number ? Math.Round(number, 4).ToString("0.####", CultureInfo.InvariantCulture) : "null";

    private static string Media(MediaShares media) =>
        $"\"media\": {{ \"drawing\": {Number(media.Drawing)}, \"chart\": {Number(media.Chart)}, "
        + $"\"screenshot\": {Number(media.Screenshot)}, \"text\": {Number(media.Text)}, "
        + $"\"icon\": {Number(media.Icon)}, \"diagram\": {Number(media.Diagram)} }}";
}
