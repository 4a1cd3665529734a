namespace Serverless.Monitoring.Counting;

/// <summary>
/// A number of every caption, and the grid it is counted on. The grid is the same in every program, so that what any instance counted
/// merges with what any other did and is held against any reference.
/// </summary>
/// <param name="Name">Its name in documents.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Low">Lower end of the first bin; what lies below is counted there.</param>
/// <param name="High">Upper end of the last bin; what lies above is counted there.</param>
/// <param name="Bins">How many bins of equal width.</param>
/// <param name="Less">What is said where it falls, as "pictures are darker".</param>
/// <param name="More">What is said where it rises.</param>
public sealed record NumericStatistic(string Name, string Title, double Low, double High, int Bins, string Less, string More)
{
    /// <summary>What people read in place of a value: units in place of logarithms.</summary>
    public Func<double, string> Show { get; init; } = value => FormattableString.Invariant($"{value:0.00}");

    /// <summary>Whether it is held against the reference; what depends on the machine is not.</summary>
    public bool IsTested { get; init; } = true;

    /// <summary>Width of a bin.</summary>
    public double Width => (High - Low) / Bins;

    /// <summary>The bin of a value.</summary>
    /// <param name="value">A finite number.</param>
    public int BinOf(double value) => (int)Math.Clamp(Math.Floor((value - Low) / Width), 0, Bins - 1);

    /// <summary>The lower end of a bin; of the one after the last, <see cref="High"/>.</summary>
    /// <param name="bin">Which, from 0.</param>
    public double EdgeOf(int bin) => Low + (bin * Width);
}
