using System.Text.Json;
using Serverless.Benchmarks.Reading;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Quality;
using Serverless.Core.Reading;
using Serverless.Evaluation.Statistics;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Calibration;

/// <summary>
/// How often a line that is read with some confidence is right: at most one in twenty of its characters wrong. On drawn pages, where all
/// that stands there is known, and on the pages among <c>graphics</c>, where the beginning is.
/// </summary>
internal static class ReadCalibration
{
    private const double GoodRisk = 0.1,
        MaxErrors = 0.05;

    /// <param name="graphics">The set; drawn pages alone serve where it is absent.</param>
    public static ReadCalibrationResult Fit(string graphics)
    {
        using var reader = Core.Reading.TextReader.Load(Checkout.Models("text-base"), RuntimeSettings.Default);
        var decoder = new VipsImageDecoder(new ImageLimits());
        PictureText Read(string path) => reader.Read(decoder.Open(File.ReadAllBytes(path)).Value!, default).Value!.Text!;
        var drawn = Drawn(Path.Combine(Checkout.Root, "tests", "Fixtures", "reading"), Read).ToList();
        var real = Real(graphics, Read).ToList();
        List<ReadLine> all = [.. drawn, .. real];
        var weights = all.Select((_, i) => i < drawn.Count ? 1 : (double)drawn.Count / real.Count).ToList();
        LogisticRegression Curve(Func<ReadLine, bool> isIn) =>
            LogisticRegression.Fit(
                [.. all.Where(isIn).Select(line => new[] { ReadCurve.LogOddsOf(line.Confidence) })],
                [.. all.Where(isIn).Select(line => line.IsRight ? 1.0 : 0)],
                [.. weights.Where((_, i) => isIn(all[i]))]
            );
        var scores = new double[all.Count];
        for (var fold = 0; fold < CrossFit.Folds; fold++)
        {
            var curve = Curve(line => CrossFit.FoldOf(line.Picture) != fold);
            for (var i = 0; i < all.Count; i++)
            {
                if (CrossFit.FoldOf(all[i].Picture) == fold)
                    scores[i] = curve.Predict([ReadCurve.LogOddsOf(all[i].Confidence)]);
            }
        }

        var fitted = Curve(_ => true);
        bool Holds(double threshold, int from, int to) =>
            Enumerable.Range(from, to - from).Where(i => scores[i] >= threshold).ToList() is var given
            && given.Count(i => !all[i].IsRight) <= GoodRisk * given.Count;
        var good = Enumerable
            .Range(0, 1001)
            .Select(thousandth => thousandth / 1000.0)
            .First(threshold => Holds(threshold, 0, drawn.Count) && Holds(threshold, drawn.Count, all.Count));
        ReadRow Row(string name, int from, int to)
        {
            var given = Enumerable.Range(from, to - from).Where(i => scores[i] >= good).ToList();
            return new ReadRow(name, to - from, all[from..to].Count(line => line.IsRight), given.Count, given.Count(i => !all[i].IsRight));
        }

        return new ReadCalibrationResult(
            new ReadCurve(
                ParametersFile.Rounded(fitted.Intercept),
                ParametersFile.Rounded(fitted.Slopes[0]),
                Math.Max(good, ParametersFile.Rounded(fitted.Predict([ReadCurve.LogOddsOf(ReadingLimits.MinSpokenConfidence)])))
            ),
            [Row("drawn pages", 0, drawn.Count), Row("graphics", drawn.Count, all.Count)]
        );
    }

    private static IEnumerable<ReadLine> Drawn(string folder, Func<string, PictureText> read)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "pages.json")));
        foreach (var page in document.RootElement.EnumerateArray().Where(page => page.GetProperty("lines").GetArrayLength() > 0))
        {
            var file = page.GetProperty("file").GetString()!;
            var right = string.Join(' ', page.GetProperty("lines").EnumerateArray().Select(line => line.GetString()));
            foreach (var line in SureLines.Of(read(Path.Combine(folder, file))))
                yield return new ReadLine(file, line.Confidence, IsRight(line.Text, right));
        }
    }

    private static IEnumerable<ReadLine> Real(string folder, Func<string, PictureText> read)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var row in File.ReadLines(Path.Combine(folder, "things.jsonl")).Select(line => JsonDocument.Parse(line).RootElement))
        {
            if (!row.TryGetProperty("text", out var text) || text.GetString()!.Contains("...", StringComparison.Ordinal))
                continue;
            var image = row.GetProperty("image").GetString()!;
            var right = text.GetString()!;
            var length = 0;
            foreach (var line in SureLines.Of(read(Path.Combine(folder, image))))
            {
                var known = line.Text[..Math.Min(line.Text.Length, Math.Max(0, right.Length - length))];
                length += line.Text.Length + 1;
                if (known.Length > 0)
                    yield return new ReadLine(image, line.Confidence, IsRight(known, right));
            }
        }
    }

    private static bool IsRight(string line, string text) => TextErrors.OfPart(line, text) <= MaxErrors * line.Length;

    /// <summary>A line that may be said.</summary>
    private sealed record ReadLine(string Picture, double Confidence, bool IsRight);
}

/// <summary>What was found.</summary>
/// <param name="Curve">The curve and its threshold.</param>
/// <param name="Rows">On each set of pages, scores fitted on other pages.</param>
internal sealed record ReadCalibrationResult(ReadCurve Curve, IReadOnlyList<ReadRow> Rows);

/// <summary>Lines of one set of pages.</summary>
/// <param name="Set">Its name.</param>
/// <param name="Lines">Lines that may be said.</param>
/// <param name="Right">Right ones.</param>
/// <param name="Good">Good ones.</param>
/// <param name="WrongOfGood">Wrong ones among those.</param>
internal sealed record ReadRow(string Set, int Lines, int Right, int Good, int WrongOfGood);
