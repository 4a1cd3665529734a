using Serverless.Api.Access;
using Serverless.Api.Requests;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Settings.Access;

namespace Serverless.Api.Pictures;

/// <summary>The bytes of a picture.</summary>
/// <param name="Bytes">All of them.</param>
public sealed record FetchedPicture(ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Gets the bytes of a request's picture, for callers who may. No more pictures are held at a time than may wait for their turn.
/// </summary>
/// <param name="urls">Fetches from the web; null where that is off.</param>
/// <param name="blobs">Reads from stores.</param>
/// <param name="maxConcurrency">Max fetches at a time.</param>
/// <param name="deadline">Timeout of one fetch.</param>
/// <param name="clock">Measures it.</param>
public sealed class PictureFetcher(UrlFetcher? urls, BlobFetcher blobs, int maxConcurrency, TimeSpan deadline, TimeProvider clock)
{
    private int _running;

    /// <summary>Fetches.</summary>
    /// <param name="image">Where the picture is.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    public async Task<Result<FetchedPicture, CaptionFailure>> FetchAsync(
        ImageReference image,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (image is ImageReference.Sent sent)
            return new FetchedPicture(sent.Bytes);
        try
        {
            if (Interlocked.Increment(ref _running) > maxConcurrency)
                return new CaptionFailure(FailureReason.Busy, "Too many pictures are being fetched; try again in a moment.");
            using var time = new CancellationTokenSource(deadline, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
            var fetched = image switch
            {
                ImageReference.AtUrl url => await FromUrlAsync(url.Url, caller, either.Token),
                ImageReference.InStore blob => await blobs.FetchAsync(blob.Address, caller, either.Token),
                _ => throw new ArgumentOutOfRangeException(nameof(image), image, "No fetcher for this reference."),
            };
            return fetched.TryGet(out var bytes, out var failure) ? new FetchedPicture(bytes) : failure;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CaptionFailure(
                FailureReason.DeadlineExceeded,
                FormattableString.Invariant($"The picture was not fetched within {deadline.TotalSeconds} seconds.")
            );
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<Result<byte[], CaptionFailure>> FromUrlAsync(string url, Caller caller, CancellationToken cancellationToken)
    {
        if (urls is null)
            return new CaptionFailure(
                FailureReason.Forbidden,
                "This host fetches nothing from the web; send the picture itself.",
                "image.url"
            );
        return caller.Scopes.Contains(Scopes.Url)
            ? await urls.FetchAsync(url, caller.Id, cancellationToken)
            : new CaptionFailure(FailureReason.Forbidden, $"image.url needs the scope '{Scopes.Url}'.", "image.url");
    }
}
