using Serverless.Core;
using Serverless.Ledger;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>What is looked at before the first object is copied, so that a mistake costs nothing.</summary>
/// <param name="parts">What is to be copied.</param>
internal sealed class Preflight(IReadOnlyList<Part> parts)
{
    private const string Probe = ".caption-probe-migrate";

    /// <summary>Why places cannot be a source and its destination; null where they can.</summary>
    /// <param name="plan">The plan.</param>
    public static DeliveryFailure? Validate(MigrationPlan plan)
    {
        foreach (var (from, to) in plan.Pairs.Select(pair => pair.Parse()))
        {
            if (from == to || from.Below(to) is not null || to.Below(from) is not null)
                return DeliveryFailure.WrongUsage(
                    $"{from} and {to} are the same place, or one holds the other: give another destination."
                );
        }

        var targets = plan.Pairs.Select(pair => pair.Parse().To).ToList();
        return targets.FirstOrDefault(one => targets.Count(other => other == one) > 1 && !IsShared(plan, one)) is { } twice
            ? DeliveryFailure.WrongUsage($"Two folders would go to {twice}: give each its own.")
            : null;
    }

    /// <summary>Reads and writes a little at both sides, and counts.</summary>
    /// <param name="isNew">Whether the migration has not begun: then the destination may hold nothing else.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many objects there are at the source.</returns>
    public async Task<Result<SourceCount, DeliveryFailure>> RunAsync(bool isNew, CancellationToken cancellationToken)
    {
        // 1. There is something to copy, and it can be listed.
        var (count, expected) = (0, new HashSet<(int, string)>());
        await foreach (var listed in CopyPass.PagesAsync(parts, cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
                return Of(failure, "cannot be listed", "list and read objects (s3:ListBucket, s3:GetObject and their like)");
            count += page.Count;
            if (isNew)
                expected.UnionWith(page.Select(item => (item.PartNumber, item.Target)));
        }

        if (count == 0)
        {
            var places = string.Join(", ", parts.Select(part => part.From.Address).Distinct());
            return DeliveryFailure.WrongUsage(
                $"There is nothing of ours to migrate at {places}. Look at the addresses; nothing was done."
            );
        }

        // 2. The destination can be written, and holds nothing else of ours.
        foreach (var place in parts.Select(part => part.To).DistinctBy(place => place.Address))
        {
            if (await ProbeAsync(place, cancellationToken) is { } failure)
                return failure;
        }

        return isNew && await StrangerAsync(expected, cancellationToken) is { } stranger ? stranger : new SourceCount(count);
    }

    private static bool IsShared(MigrationPlan plan, BlobAddress to) =>
        plan.Pairs.Select(pair => pair.Parse()).Where(pair => pair.To == to).Select(pair => pair.From).Distinct().Count() == 1;

    private static async Task<DeliveryFailure?> ProbeAsync(BlobFolder place, CancellationToken cancellationToken)
    {
        const string Rights = "list, read, write and delete objects (storage.objects.* and their like)";
        var key = place.Prefix + Probe;
        var written = await place.Store.WriteAsync(key, BlobContent.Of([1], "text/plain"), WriteCondition.None, cancellationToken);
        if (written.Failure is { } unwritten)
            return Of(unwritten with { Detail = $"{place.Address}: {unwritten.Detail}" }, "cannot be written", Rights);
        var again = await place.Store.WriteAsync(key, BlobContent.Of([2], "text/plain"), WriteCondition.Absent, cancellationToken);
        var deleted = await place.Store.DeleteAsync(key, null, cancellationToken);
        if (again.Failure is not { Reason: StoreFailureReason.AlreadyExists })
            return DeliveryFailure.WrongUsage($"{place.Address}: this store does not keep conditions of writes; nothing was copied.");
        return deleted is null
            ? null
            : Of(deleted with { Detail = $"{place.Address}: {deleted.Detail}" }, "cannot be deleted from", Rights);
    }

    private async Task<DeliveryFailure?> StrangerAsync(HashSet<(int, string)> expected, CancellationToken cancellationToken)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            await foreach (var listed in part.To.Store.PagesAsync(part.To.Prefix, cancellationToken))
            {
                if (!listed.TryGet(out var page, out var failure))
                    return Of(failure, $"{part.To.Address} cannot be listed", "list objects");
                var strange = page.Items.FirstOrDefault(item => part.KindThere(item.Key) is not null && !expected.Contains((i, item.Key)));
                if (strange is not null)
                {
                    return DeliveryFailure.WrongUsage(
                        $"{part.To.Address} holds something that does not come from the source: {part.To.AddressOf(strange.Key)}. "
                            + "Give an empty folder, or --merge where both are to stand together. Nothing was done."
                    );
                }
            }
        }

        return null;
    }

    private static DeliveryFailure Of(StoreFailure failure, string what, string rights) =>
        failure.Reason switch
        {
            StoreFailureReason.AccessDenied or StoreFailureReason.NoCredentials => DeliveryFailure.WrongUsage(
                $"A store {what}: {failure.Detail} Give this identity the rights to {rights}, and run this again. Nothing was copied."
            ),
            _ when failure.IsRetryable => DeliveryFailure.TryAgain($"A store {what}: {failure.Detail} Try again later."),
            _ => DeliveryFailure.WrongUsage($"A store {what}: {failure.Detail} Nothing was copied."),
        };
}

/// <summary>How many objects there are at the source.</summary>
/// <param name="Objects">Number.</param>
internal sealed record SourceCount(int Objects);
