using Serverless.Archives.Scanning;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Archives.Export;

/// <summary>
/// Walks an archive's results, whatever made them, and hands them to exporters: tables, reports and files are made from the results
/// alone.
/// </summary>
/// <param name="results">The pictures and their results.</param>
/// <param name="plan">What is asked.</param>
public sealed class ArchiveExport(ResultStore results, ArchivePlan plan)
{
    private const int Reads = 16;

    /// <summary>Exports everything.</summary>
    /// <param name="exporters">The exporters.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>Why the export stopped before its end; null when it did not.</returns>
    public async Task<StoreFailure?> ExportAsync(IReadOnlyList<IExporter> exporters, CancellationToken cancellationToken)
    {
        await foreach (var scanned in new ArchiveScan(results, plan).ChunksAsync(cancellationToken))
        {
            if (!scanned.TryGet(out var chunk, out var failure))
                return failure;
            var rows = new ExportRow[chunk.Pictures.Count];
            StoreFailure? unread = null;
            await Parallel.ForAsync(
                0,
                rows.Length,
                new ParallelOptions { MaxDegreeOfParallelism = Reads, CancellationToken = cancellationToken },
                async (i, token) =>
                {
                    var picture = chunk.Pictures[i];
                    var found = await results.LatestAsync(results.NamesOf(picture.Key), token);
                    if (found.Failure is { IsRetryable: true } lost)
                        unread = lost;
                    rows[i] =
                        found.Value?.Latest.Version == picture.Version
                            ? new ExportRow(picture, found.Value)
                            : new ExportRow(picture, null, found.Value);
                }
            );
            if (unread is not null)
                return unread;
            foreach (var exporter in exporters)
                await exporter.ExportAsync(rows, cancellationToken);
        }

        return null;
    }
}
