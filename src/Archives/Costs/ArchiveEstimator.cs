using System.Diagnostics;
using Serverless.Archives.Export;
using Serverless.Archives.Scanning;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Listing;
using Serverless.Results.Processing;
using Serverless.Storage;

namespace Serverless.Archives.Costs;

/// <summary>Counts what a run would do, and measures how fast this machine does it. Writes nothing.</summary>
/// <param name="results">The pictures and their results.</param>
/// <param name="plan">What is asked.</param>
public sealed class ArchiveEstimator(ResultStore results, ArchivePlan plan) : IExporter
{
    private const int Sample = 32;

    private readonly List<Candidate> _sample = [];
    private readonly ProcessingPolicy _policy = plan.Policy;

    /// <summary>Pictures that are listed.</summary>
    public long Listed { get; private set; }

    /// <summary>Pictures that would be described.</summary>
    public long Wanted { get; private set; }

    /// <summary>Pictures with words of a person.</summary>
    public long ByPerson { get; private set; }

    /// <inheritdoc/>
    public async Task ExportAsync(IReadOnlyList<ExportRow> pictures, CancellationToken cancellationToken)
    {
        var sure = new List<ExportRow>(pictures.Count);
        foreach (var picture in pictures)
        {
            if (!picture.IsPerhapsNone || await IsPictureAsync(picture.Picture, cancellationToken))
                sure.Add(picture);
        }

        Listed += sure.Count;
        ByPerson += sure.Count(picture => picture.Found?.IsByPerson == true);
        foreach (var picture in sure.Where(picture => picture.Found is null || _policy.Wants(picture.Found)))
        {
            if (Wanted++ % Math.Max(1, Listed / Sample) == 0 && _sample.Count < Sample)
                _sample.Add(picture.Picture);
        }

        if (plan.Limit is { } limit)
            Wanted = Math.Min(Wanted, limit);
    }

    private async Task<bool> IsPictureAsync(Candidate picture, CancellationToken cancellationToken) =>
        (await PictureProbe.IsPictureAsync(results.Pictures.Store, picture.Key, picture.Version, cancellationToken)).IsPicture;

    /// <summary>Describes some of the pictures and keeps nothing.</summary>
    /// <param name="engine">What describes pictures.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Pictures a second of this machine; null where none could be described.</returns>
    public async Task<double?> MeasureAsync(ArchiveEngine engine, CancellationToken cancellationToken)
    {
        var files = new List<byte[]>();
        foreach (var picture in _sample)
        {
            if (
                (
                    await results.Pictures.Store.ReadBytesAsync(picture.Key, new BlobSelection(MaxBytes: plan.MaxBytes), cancellationToken)
                ).TryGet(out var blob, out _)
            )
                files.Add(blob.Bytes);
        }

        if (files.Count == 0)
            return null;
        Describe(engine, files[..1], cancellationToken); // the first one also warms up
        var watch = Stopwatch.StartNew();
        var done = 0;
        Parallel.ForEach(
            files.Chunk(plan.BatchSize),
            new ParallelOptions { MaxDegreeOfParallelism = plan.Parallel, CancellationToken = cancellationToken },
            batch => Interlocked.Add(ref done, Describe(engine, batch, cancellationToken))
        );
        return done > 0 ? done / watch.Elapsed.TotalSeconds : null;
    }

    private int Describe(ArchiveEngine engine, IReadOnlyList<byte[]> files, CancellationToken cancellationToken)
    {
        var prepared = files
            .Select(file => engine.Pipeline.Prepare(new CaptionRequest(file, Core.AltText.CaptionContext.None, plan.Options)).Value)
            .OfType<PreparedPicture>()
            .ToList();
        return prepared.Count == 0 ? 0 : engine.Pipeline.DescribeMany(prepared, cancellationToken).Count;
    }
}
