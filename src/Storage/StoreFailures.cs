using Serverless.Core;

namespace Serverless.Storage;

/// <summary>The failures that all adapters share, with the same messages, and the shared rule of ranges.</summary>
public static class StoreFailures
{
    /// <summary>There is no such object.</summary>
    public static StoreFailure NotFound { get; } = new(StoreFailureReason.NotFound, "There is no such object.");

    /// <summary>There is no such container.</summary>
    public static StoreFailure ContainerNotFound { get; } =
        new(StoreFailureReason.ContainerNotFound, "There is no such bucket, container or folder.");

    /// <summary>It is there already.</summary>
    public static StoreFailure AlreadyExists { get; } = new(StoreFailureReason.AlreadyExists, "The object exists.");

    /// <summary>It is at another version.</summary>
    public static StoreFailure Changed { get; } = new(StoreFailureReason.Changed, "The object is not at that version.");

    /// <summary>The range starts behind the end.</summary>
    public static StoreFailure OutOfRange { get; } = new(StoreFailureReason.OutOfRange, "The range starts behind the end of the object.");

    /// <summary>More than the caller takes.</summary>
    /// <param name="length">Bytes there are.</param>
    /// <param name="maxBytes">Bytes that are taken.</param>
    public static StoreFailure TooLarge(long length, long maxBytes) =>
        new(StoreFailureReason.TooLarge, FormattableString.Invariant($"The object has {length} bytes; {maxBytes} are taken."));

    /// <summary>What of an object of known length a selection reads.</summary>
    /// <param name="selection">The selection.</param>
    /// <param name="length">The object's bytes.</param>
    public static Result<ByteRange, StoreFailure> Bound(BlobSelection selection, long length)
    {
        if (selection.IsRange && selection.Offset >= length)
            return OutOfRange;
        var count = Math.Min(selection.Count ?? long.MaxValue, length - selection.Offset);
        return count > selection.MaxBytes ? TooLarge(count, selection.MaxBytes) : new ByteRange(selection.Offset, count);
    }
}

/// <summary>A part of an object.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
public sealed record ByteRange(long Offset, long Length);
