namespace Serverless.Benchmarks.Reading;

/// <summary>Characters that were read wrongly: put in, left out or exchanged (Levenshtein), white space squeezed.</summary>
internal static class TextErrors
{
    /// <summary>Between two texts.</summary>
    public static int Of(string right, string read) => Distances(Squeeze(right), Squeeze(read))[^1];

    /// <summary>Between a text and the best beginning of another.</summary>
    public static int OfBeginning(string right, string read) => Distances(Squeeze(right), Squeeze(read)).Min();

    /// <summary>Between a line and the best place for it in a text.</summary>
    public static int OfPart(string line, string text) => Distances(Squeeze(line), Squeeze(text), isFreeStart: true).Min();

    public static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>From all of one text to each beginning of the other.</summary>
    private static int[] Distances(string one, string other, bool isFreeStart = false)
    {
        var row = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
            row[j] = isFreeStart ? 0 : j;
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row;
    }
}
