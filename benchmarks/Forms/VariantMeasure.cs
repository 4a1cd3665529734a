namespace Serverless.Benchmarks.Forms;

/// <summary>What was measured of a form.</summary>
internal sealed class VariantMeasure(ModelVariant variant, (string Folder, double PackageMiB) made)
{
    public ModelVariant Variant => variant;

    public string Folder => made.Folder;

    public double PackageMiB => made.PackageMiB;

    public Dictionary<string, CaptionedLine> Lines { get; } = new(StringComparer.Ordinal);

    public List<double> LoadMilliseconds { get; } = [];

    public List<double> PeakMiB { get; } = [];

    /// <summary>
    /// Pictures that an older processor captions otherwise, and the largest difference of a score; null where that could not be told.
    /// </summary>
    public (int OtherCaptions, int Pictures, double ScoreDifference)? OtherMachine { get; set; }

    public void Add((List<CaptionedLine> Lines, RunTotals Whole) run)
    {
        foreach (var line in run.Lines)
            Lines[line.Image] = line;
        LoadMilliseconds.Add(run.Whole.LoadMilliseconds);
        PeakMiB.Add(run.Whole.PeakMiB);
    }

    public (int OtherCaptions, int Pictures, double ScoreDifference) Compare(List<CaptionedLine> other) =>
        (
            other.Count(line => Lines[line.Image].Caption != line.Caption),
            other.Count,
            other.Max(line => Math.Abs(Lines[line.Image].Score - line.Score))
        );
}
