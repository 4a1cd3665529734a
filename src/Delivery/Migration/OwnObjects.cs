using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>
/// Removes what a migration wrote, and only that: the object is read, and its bytes must still be the ones that were written.
/// </summary>
internal static class OwnObjects
{
    /// <summary>Removes one.</summary>
    /// <param name="store">The destination.</param>
    /// <param name="entry">What the journal says about it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when it is gone; <see cref="StoreFailureReason.Changed"/> where somebody wrote something else there.</returns>
    public static async Task<StoreFailure?> RemoveAsync(IBlobStore store, JournalEntry entry, CancellationToken cancellationToken)
    {
        var read = await SpooledObject.ReadAsync(store, entry.Key, null, cancellationToken);
        if (!read.TryGet(out var standing, out var failure))
            return failure.Reason == StoreFailureReason.NotFound ? null : failure;
        using (standing)
        {
            if (standing.Sha256 != entry.Sha256 || Marks.On(standing.Properties) is null)
                return StoreFailures.Changed;
            var deleted = await store.DeleteAsync(entry.Key, standing.Properties.Version, cancellationToken);
            return deleted;
        }
    }
}
