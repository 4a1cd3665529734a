namespace Serverless.Trainer.Validation;

/// <summary>The 95 % interval of a share (Wilson 1927).</summary>
internal static class Wilson
{
    private const double Z = 1.959964;

    /// <param name="count">How many.</param>
    /// <param name="of">Of how many; the interval of nothing is all.</param>
    public static (double Low, double High) Of(int count, int of)
    {
        if (of == 0)
            return (0, 1);
        double share = (double)count / of,
            spread = Z * Z / of;
        var middle = (share + (spread / 2)) / (1 + spread);
        var half = Z * Math.Sqrt((share * (1 - share) / of) + (spread / (4 * of))) / (1 + spread);
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
