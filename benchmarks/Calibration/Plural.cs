namespace Serverless.Benchmarks.Calibration;

/// <summary>The plural as both rules see it: a last s, but not of a short word and not of two.</summary>
internal static class Plural
{
    public static string Drop(string word) =>
        word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
}
