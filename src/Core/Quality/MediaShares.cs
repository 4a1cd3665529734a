namespace Serverless.Core.Quality;

/// <summary>How often a caption that names the medium alone is right, 0 to 1 each, measured on real graphics and photographs.</summary>
/// <param name="Drawing">"a drawing".</param>
/// <param name="Chart">"a chart".</param>
/// <param name="Screenshot">"a screenshot".</param>
/// <param name="Text">"a page of text".</param>
/// <param name="Icon">"an icon"; even odds where a file does not tell.</param>
/// <param name="Diagram">"a diagram"; likewise.</param>
public sealed record MediaShares(
    double Drawing,
    double Chart,
    double Screenshot,
    double Text,
    double Icon = MediaShares.EvenOdds,
    double Diagram = MediaShares.EvenOdds
)
{
    private const double EvenOdds = 0.5;

    /// <summary>Even odds for all, where nothing was measured.</summary>
    public static MediaShares Unmeasured { get; } = new(EvenOdds, EvenOdds, EvenOdds, EvenOdds);

    /// <summary>Whether all are shares.</summary>
    internal bool IsValid => ((double[])[Drawing, Chart, Screenshot, Text, Icon, Diagram]).All(share => share is >= 0 and <= 1);

    /// <summary>The share of a kind.</summary>
    /// <param name="kind">One that has a medium to name.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind has none.</exception>
    public double Of(PictureKind kind) =>
        kind switch
        {
            PictureKind.Drawing => Drawing,
            PictureKind.Chart => Chart,
            PictureKind.Screenshot => Screenshot,
            PictureKind.Text => Text,
            PictureKind.Icon => Icon,
            PictureKind.Diagram => Diagram,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no medium to name."),
        };
}
