using Serverless.Core;
using Serverless.Ledger;
using Serverless.Loop.Registry;
using Serverless.Loop.Runs;
using Serverless.Packages;
using Serverless.Results.Reviews;
using Serverless.Storage;
using Serverless.Trainer.Data;

namespace Serverless.Loop.Parts;

/// <summary>Data of a folder of reviews, and of folders of judged pictures on this machine.</summary>
/// <param name="reviews">The folder of reviews; null for none.</param>
/// <param name="folders">Folders with <c>captions.jsonl</c>.</param>
/// <param name="datasets">Opens the reader of such folders, which needs a decoder.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class StoredData(BlobFolder? reviews, IReadOnlyList<string> folders, Func<DatasetSource> datasets, TimeProvider clock)
    : IDataVersions
{
    public async Task<Result<ReviewCount, DeliveryFailure>> CountAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (reviews is not { } folder)
            return new ReviewCount(0);
        var decided = await new ReviewStore(folder, keepsFeatures: false).DecidedAsync(since, cancellationToken);
        return decided.TryGet(out var captions, out var failure)
            ? new ReviewCount(captions.Count)
            : DeliveryFailure.TryAgain($"{folder.Address}: reviews cannot be counted: {failure.Detail}");
    }

    public async Task<DeliveryFailure?> TakeAsync(string file, CancellationToken cancellationToken)
    {
        var sources = new List<SourceContent>();
        foreach (var folder in folders)
        {
            if (!File.Exists(Path.Combine(folder, "captions.jsonl")))
                return DeliveryFailure.WrongUsage($"{folder}: there is no captions.jsonl; a source that is gone teaches nothing.");
            sources.Add(await datasets().ReadAsync(folder, cancellationToken));
        }

        if (reviews is not null)
        {
            // without other data there is nothing to learn from where nobody decided anything
            var read = await ReviewSource.ReadAsync(reviews, cancellationToken);
            if (read.TryGet(out var source, out var failure))
                sources.Add(source);
            else if (sources.Count == 0 || failure.Kind != PackageFailureKind.WrongUsage)
                return failure.ToDelivery();
        }

        if (!new SnapshotBuilder(clock).Build(sources).TryGet(out var snapshot, out var nothing))
            return nothing.ToDelivery();
        return SnapshotFile.Write(snapshot, file)?.ToDelivery();
    }

    public Result<DataVersion, DeliveryFailure> Describe(string file) =>
        SnapshotFile.Read(file).TryGet(out var snapshot, out var failure)
            ? new DataVersion(snapshot.Digest, snapshot.Pictures.Count, snapshot.Judgments.Count)
            : failure.ToDelivery();
}
