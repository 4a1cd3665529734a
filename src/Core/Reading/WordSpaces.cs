using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Reading;

/// <summary>
/// Puts in spaces that the recogniser left out: it learned from Chinese, which has none. A gap without ink between two characters that is
/// as wide as those between the line's words, and clearly wider than those within them, is a space.
/// </summary>
internal static class WordSpaces
{
    /// <summary>Rows at the top and bottom that may hold ink of other lines.</summary>
    private const int Margin = 5;

    /// <summary>A column has ink where its levels differ by this share of what most columns with ink differ by.</summary>
    private const float InkShare = 0.3f;

    /// <summary>Narrowest space in pixels of a line 48 high; where none was read, nothing tells how wide they are.</summary>
    private const double MinSpace = 6,
        MinFirstSpace = 10;

    /// <summary>Spaces are at least this many times as wide as gaps within words, plus <see cref="Extra"/> pixels.</summary>
    private const double Ratio = 1.9,
        Extra = 2;

    /// <param name="line">As it was read.</param>
    /// <param name="pixels">What it was read from.</param>
    /// <returns>The line with its spaces; its confidence stays.</returns>
    public static RecognizedLine Mend(RecognizedLine line, PixelTensor pixels)
    {
        var letters = line.Characters;
        if (letters.Count < 4)
            return line;
        var hasInk = Ink(pixels);
        var gaps = new double[letters.Count];
        for (var i = 0; i + 1 < letters.Count; i++)
        {
            var isSpace = letters[i + 1].IsSpace;
            var next = isSpace ? i + 2 : i + 1;
            if (!letters[i].IsSpace && next < letters.Count)
                gaps[i] = Gap(hasInk, letters[i].Place, letters[next].Place);
        }

        if (Threshold(letters, gaps) is not { } threshold)
            return line;
        var mended = new List<RecognizedCharacter>();
        for (var i = 0; i < letters.Count; i++)
        {
            mended.Add(letters[i]);
            if (i + 1 < letters.Count && !letters[i].IsSpace && !letters[i + 1].IsSpace && gaps[i] >= threshold)
            {
                var place = (letters[i].Place + letters[i + 1].Place) / 2;
                mended.Add(new RecognizedCharacter(" ", (float)line.Confidence, place));
            }
        }

        return mended.Count == letters.Count ? line : new RecognizedLine(mended);
    }

    /// <summary>From which width on a gap is a space: between the two groups into which the gaps fall best.</summary>
    private static double? Threshold(IReadOnlyList<RecognizedCharacter> letters, double[] gaps)
    {
        var all = Enumerable.Range(0, letters.Count - 1).Where(i => !letters[i].IsSpace).Select(i => gaps[i]).Order().ToArray();
        var known = Enumerable.Range(0, letters.Count - 1).Where(i => !letters[i].IsSpace && letters[i + 1].IsSpace).Select(i => gaps[i]);
        var sorted = known.Order().ToList();
        if (all.Length < 3)
            return null;
        var total = all.Sum();
        var (best, at) = (double.NegativeInfinity, 0);
        double below = 0;
        for (var i = 1; i < all.Length; i++)
        {
            below += all[i - 1];
            var (low, high) = (below / i, (total - below) / (all.Length - i));
            var between = (double)i * (all.Length - i) * (high - low) * (high - low);
            if (between > best)
                (best, at) = (between, i);
        }

        var (within, words) = (all[..at].Average(), all[at..].Average());
        var minSpace = sorted.Count > 0 ? MinSpace : MinFirstSpace;
        if (words < minSpace || words < (Ratio * within) + Extra)
            return null;
        var threshold = Math.Max(minSpace, (all[at - 1] + all[at]) / 2);
        return sorted.Count > 0 ? Math.Max(threshold, 0.6 * sorted[sorted.Count / 2]) : threshold;
    }

    /// <summary>Widest run of columns without ink between two places.</summary>
    private static double Gap(bool[] hasInk, double from, double to)
    {
        var (widest, run) = (0, 0);
        var end = Math.Min(hasInk.Length, (int)(to * TextRecognitionModel.StepWidth));
        for (var x = (int)(from * TextRecognitionModel.StepWidth); x < end; x++)
        {
            run = hasInk[x] ? 0 : run + 1;
            widest = Math.Max(widest, run);
        }

        return widest;
    }

    /// <summary>For each column whether its levels differ from top to bottom (of the green plane).</summary>
    private static bool[] Ink(PixelTensor pixels)
    {
        var ranges = new float[pixels.Width];
        for (var x = 0; x < pixels.Width; x++)
        {
            var (min, max) = (float.MaxValue, float.MinValue);
            for (var y = Margin; y < pixels.Height - Margin; y++)
            {
                var level = pixels.Values[((pixels.Height + y) * pixels.Width) + x];
                (min, max) = (Math.Min(min, level), Math.Max(max, level));
            }

            ranges[x] = max - min;
        }

        var sorted = ranges.Where(range => range > 0).Order().ToArray();
        var usual = sorted.Length == 0 ? 1 : sorted[(int)(0.75 * (sorted.Length - 1))];
        return Array.ConvertAll(ranges, range => range >= InkShare * usual);
    }
}
