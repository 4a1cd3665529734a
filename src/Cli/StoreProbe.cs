using System.Text;
using Serverless.Storage;

namespace Serverless.Cli;

/// <summary>
/// Checks whether a folder of a store can be used, without harm: a listing of one, a name that is not there, and, if asked, a small object
/// that is written, held to its conditions and deleted.
/// </summary>
internal static class StoreProbe
{
    private const string Name = ".caption-probe-";

    /// <summary>What can be done there.</summary>
    /// <exception cref="InvalidDataException">Something that should be cannot be done.</exception>
    public static async Task<string> ProbeAsync(BlobFolder folder, bool isWriting, CancellationToken cancellationToken)
    {
        var (store, key) = (folder.Store, $"{folder.Prefix}{Name}{Guid.NewGuid():N}");
        var listed = await store.ListAsync(folder.Prefix, null, 1, cancellationToken);
        if (listed.Failure is { } cannotList)
            throw CannotError("list", cannotList);
        var missing = (await store.FindAsync(key, cancellationToken)).Failure;
        if (missing is not { Reason: StoreFailureReason.NotFound })
            throw CannotError("tell what is not there", missing);
        if (!isWriting)
            return $"lists and reads{(listed.Value!.Items.Count == 0 ? ", holds nothing" : "")}";
        var content = BlobContent.Of(Encoding.UTF8.GetBytes("caption doctor"), "text/plain");
        if ((await store.WriteAsync(key, content, WriteCondition.Absent, cancellationToken)).Failure is { } cannotWrite)
            throw CannotError("write", cannotWrite);
        var second = (await store.WriteAsync(key, content, WriteCondition.Absent, cancellationToken)).Failure;
        var deleted = await store.DeleteAsync(key, null, CancellationToken.None);
        if (second is not { Reason: StoreFailureReason.AlreadyExists })
            throw CannotError("keep what is there from being written again", second);
        if (deleted is not null)
            throw CannotError("delete", deleted);
        return "lists, reads, writes once, deletes";
    }

    private static InvalidDataException CannotError(string what, StoreFailure? failure) =>
        new($"cannot {what}: {failure?.Detail ?? "it did"}");
}
