namespace Serverless.Core.Tests.Reading;

/// <summary>How far a read text is from the right one.</summary>
internal static class Edits
{
    /// <summary>Levenshtein's distance: characters put in, left out or exchanged.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    public static int Between(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
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

        return row[other.Length];
    }
}
