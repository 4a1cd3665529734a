namespace Serverless.Storage;

/// <summary>
/// The order of keys' UTF-8 bytes, in which every cloud lists. It differs from .NET's ordinal order only where surrogates meet U+E000 to
/// U+FFFF.
/// </summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return string.CompareOrdinal(x, y);
        var length = Math.Min(x.Length, y.Length);
        for (var i = 0; i < length; i++)
        {
            if (x[i] != y[i])
                return Weight(x[i]).CompareTo(Weight(y[i]));
        }

        return x.Length.CompareTo(y.Length);
    }

    /// <summary>Surrogates stand for characters above U+FFFF, so they come last.</summary>
    private static int Weight(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
