using System.Globalization;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;

namespace Serverless.Api.Wire;

/// <summary>The body of a request, read only once it is known who asks: a stranger's is never held.</summary>
/// <param name="read">Reads it, no further than so many bytes.</param>
/// <param name="isHeld">Whether the platform has put it into memory already, so that reading takes no room.</param>
public sealed class RequestBody(Func<long, CancellationToken, Task<Result<BodyBytes, CaptionFailure>>> read, bool isHeld)
{
    /// <summary>Whether the platform has put it into memory already.</summary>
    public bool IsHeld => isHeld;

    /// <summary>A body that is in memory.</summary>
    /// <param name="bytes">The bytes.</param>
    public static RequestBody Of(ReadOnlyMemory<byte> bytes) =>
        new(
            (most, _) =>
                Task.FromResult<Result<BodyBytes, CaptionFailure>>(bytes.Length > most ? BodyReader.TooLarge(most) : new BodyBytes(bytes)),
            isHeld: true
        );

    /// <summary>A body that cannot be had.</summary>
    /// <param name="failure">Why.</param>
    public static RequestBody Of(CaptionFailure failure) =>
        new((_, _) => Task.FromResult<Result<BodyBytes, CaptionFailure>>(failure), isHeld: true);

    /// <summary>Reads it.</summary>
    /// <param name="mostBytes">Most bytes.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    public Task<Result<BodyBytes, CaptionFailure>> ReadAsync(long mostBytes, CancellationToken cancellationToken) =>
        read(mostBytes, cancellationToken);

    /// <summary>What a request announces; null where it does not.</summary>
    /// <param name="request">Its head.</param>
    public static long? AnnouncedOf(WireRequest request) =>
        long.TryParse(request.Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
}
