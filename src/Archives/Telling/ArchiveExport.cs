using Serverless.Archives.Scanning;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Archives.Telling;

/// <summary>Walks an archive's results, whoever made them and when, and hands them to tellers: tables, reports and files are made from the results and from nothing else.</summary>
/// <param name="resultStore">The pictures and their results.</param>
/// <param name="plan">What is asked.</param>
public sealed class ArchiveExport(ResultStore resultStore, ArchivePlan plan)
{
    private const int Reads = 16;

    /// <summary>Tells everything.</summary>
    /// <param name="tellers">Who takes it.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>Why it could not be told to its end; null when it was.</returns>
    public async Task<StoreFailure?> TellAsync(IReadOnlyList<IExporter> tellers, CancellationToken cancellationToken)
    {
        await foreach (var scanned in new ArchiveScan(resultStore, plan).ChunksAsync(cancellationToken))
        {
            if (!scanned.TryGet(out var chunk, out var failure))
                return failure;
            var told = new ExportRow[chunk.Pictures.Count];
            StoreFailure? unread = null;
            await Parallel.ForAsync(
                0,
                told.Length,
                new ParallelOptions { MaxDegreeOfParallelism = Reads, CancellationToken = cancellationToken },
                async (i, token) =>
                {
                    var picture = chunk.Pictures[i];
                    var found = await resultStore.LatestAsync(resultStore.NamesOf(picture.Key), token);
                    if (found.Failure is { IsRetryable: true } lost)
                        unread = lost;
                    told[i] =
                        found.Value?.Latest.Version == picture.Version
                            ? new ExportRow(picture, found.Value)
                            : new ExportRow(picture, null, found.Value);
                }
            );
            if (unread is not null)
                return unread;
            foreach (var teller in tellers)
                await teller.TellAsync(told, cancellationToken);
        }

        return null;
    }
}
