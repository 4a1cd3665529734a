namespace Serverless.Benchmarks.Reading;

/// <summary>What was measured.</summary>
internal sealed class ReadingResult
{
    public double LoadMilliseconds { get; init; }

    public long LoadedBytes { get; set; }

    public long PeakBytes { get; set; }

    public List<PageRow> Pages { get; } = [];

    public List<GraphicRow> Graphics { get; } = [];

    public List<(string Set, ReadFile Read)> Gate { get; } = [];
}

/// <summary>A drawn page.</summary>
/// <param name="Group">What it varies.</param>
/// <param name="Right">What stands on it; empty where nothing can be read.</param>
/// <param name="Read">What the product reads.</param>
/// <param name="PeerErrors">Wrong characters of tesseract; null without it.</param>
internal sealed record PageRow(string Group, string Right, ReadFile Read, int? PeerErrors)
{
    public int Errors => TextErrors.Of(Right, Read.All);
}

/// <summary>A page of the graphics.</summary>
/// <param name="File">Its file.</param>
/// <param name="Right">Its first 80 characters.</param>
/// <param name="Read">What the product reads.</param>
/// <param name="PeerErrors">Wrong characters of tesseract; null without it.</param>
internal sealed record GraphicRow(string File, string Right, ReadFile Read, int? PeerErrors)
{
    public int Errors => TextErrors.OfBeginning(Right, Read.All);

    /// <summary>Blurred so that a person does not read all of it either.</summary>
    public bool IsReadable => !Right.Contains("...", StringComparison.Ordinal);
}
