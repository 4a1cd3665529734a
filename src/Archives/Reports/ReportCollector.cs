using Serverless.Archives.Export;

namespace Serverless.Archives.Reports;

/// <summary>
/// Collects what a report shows. It keeps only a few pictures of each verdict, so memory stays level in an archive of any size.
/// </summary>
public sealed class ReportCollector : IExporter
{
    /// <summary>Fields of the histogram of quality.</summary>
    public const int Bins = 20;

    private const int Max = 30;

    private readonly Dictionary<string, PriorityQueue<ExportRow, double>> _first = new(StringComparer.Ordinal);

    /// <summary>Pictures listed.</summary>
    public long Listed { get; private set; }

    /// <summary>Pictures with a result that a person wrote or accepted.</summary>
    public long ByPerson { get; private set; }

    /// <summary>Pictures that share an equal one's words.</summary>
    public long Joined { get; private set; }

    /// <summary>Pictures by verdict.</summary>
    public Dictionary<string, long> Verdicts { get; } = new(StringComparer.Ordinal);

    /// <summary>Failures by code.</summary>
    public Dictionary<string, long> Codes { get; } = new(StringComparer.Ordinal);

    /// <summary>Refusals and doubts by reason.</summary>
    public Dictionary<string, long> Reasons { get; } = new(StringComparer.Ordinal);

    /// <summary>[20] pictures by quality score, each field a twentieth wide.</summary>
    public long[] Quality { get; } = new long[Bins];

    /// <inheritdoc/>
    public Task ExportAsync(IReadOnlyList<ExportRow> pictures, CancellationToken cancellationToken)
    {
        foreach (var picture in pictures.Where(picture => !picture.IsPerhapsNone))
            Take(picture);
        return Task.CompletedTask;
    }

    /// <summary>The pictures of a verdict that a person should see first: the lowest quality, then by name.</summary>
    /// <param name="verdict">The verdict.</param>
    public IReadOnlyList<ExportRow> First(string verdict) =>
        !_first.TryGetValue(verdict, out var kept)
            ? []
            :
            [
                .. kept
                    .UnorderedItems.Select(item => item.Element)
                    .OrderBy(Score)
                    .ThenBy(picture => picture.Picture.Name, StringComparer.Ordinal),
            ];

    private static double Score(ExportRow picture) => picture.Found?.Latest.Caption?.Quality.Score ?? 1;

    private void Take(ExportRow picture)
    {
        Listed++;
        var verdict = picture.Verdict;
        Verdicts[verdict] = Verdicts.GetValueOrDefault(verdict) + 1;
        if (picture.Found is { } found)
        {
            if (found.IsByPerson)
                ByPerson++;
            if (found.Latest.SameAs is not null)
                Joined++;
            if (found.Latest.Error is { } error)
                Codes[error.Code] = Codes.GetValueOrDefault(error.Code) + 1;
            if (found.Latest.Caption is { } caption)
            {
                foreach (var reason in caption.Quality.Reasons)
                    Reasons[reason] = Reasons.GetValueOrDefault(reason) + 1;
                if (caption.Quality.Score is { } score)
                    Quality[Math.Clamp((int)(score * Bins), 0, Bins - 1)]++;
            }
        }

        if (verdict == "none" || (verdict == "good" && picture.Found!.IsByPerson))
            return;
        if (!_first.TryGetValue(verdict, out var first))
            _first[verdict] = first = new PriorityQueue<ExportRow, double>();
        first.Enqueue(picture, -Score(picture));
        if (first.Count > Max)
            first.Dequeue();
    }
}
