namespace Serverless.Benchmarks.Forms;

/// <summary>What was measured of a form.</summary>
internal sealed class FormMeasure(ModelForm form, (string Folder, double PackageMiB) made)
{
    public ModelForm Form => form;

    public string Folder => made.Folder;

    public double PackageMiB => made.PackageMiB;

    public Dictionary<string, FormLine> Lines { get; } = new(StringComparer.Ordinal);

    public List<double> LoadMilliseconds { get; } = [];

    public List<double> PeakMiB { get; } = [];

    /// <summary>Pictures that an older processor captions otherwise, and the largest difference of a score; null where that could not be told.</summary>
    public (int OtherCaptions, int Pictures, double ScoreDifference)? Elsewhere { get; set; }

    public void Add((List<FormLine> Lines, FormWhole Whole) run)
    {
        foreach (var line in run.Lines)
            Lines[line.Image] = line;
        LoadMilliseconds.Add(run.Whole.LoadMilliseconds);
        PeakMiB.Add(run.Whole.PeakMiB);
    }

    public (int OtherCaptions, int Pictures, double ScoreDifference) Compare(List<FormLine> elsewhere) =>
        (
            elsewhere.Count(line => Lines[line.Image].Caption != line.Caption),
            elsewhere.Count,
            elsewhere.Max(line => Math.Abs(Lines[line.Image].Score - line.Score))
        );
}
