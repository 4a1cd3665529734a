using System.Collections.Concurrent;
using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Storage;
using Serverless.Hosting.Fetching;

namespace Serverless.Hosting.Uploads;

/// <summary>
/// One-time addresses of this process for uploads to a folder: <c>PUT /v1/uploads/TOKEN</c>. They are known to the process that gave them out alone; behind several replicas, name a store of a
/// cloud instead. Uploads whose time is over are deleted when new ones are asked for.
/// </summary>
/// <param name="path">What the addresses start with.</param>
/// <param name="clock">Tells what is past.</param>
public sealed class LocalUploads(string path, TimeProvider clock)
{
    private const int TokenDigits = 64, MostOpen = 10_000;

    /// <summary>An address that takes nothing.</summary>
    public static CaptionFailure Unknown { get; } = new(FailureReason.NotFound, "This upload address does not exist, is used up or has expired.");

    private readonly ConcurrentDictionary<string, Open> _open = new(StringComparer.Ordinal);

    /// <summary>Opens one.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="key">The key below it.</param>
    /// <param name="terms">What may be put.</param>
    /// <param name="origin">Where this host is reached.</param>
    /// <param name="cancellationToken">Ends the tidying.</param>
    public async Task<Result<PresignedUpload, CaptionFailure>> OpenAsync(BlobPlace place, string key, UploadTerms terms, string origin, CancellationToken cancellationToken)
    {
        await TidyAsync(place, cancellationToken);
        if (_open.Count >= MostOpen) return new CaptionFailure(FailureReason.Busy, "Too many uploads are open; try again in a moment.");
        var (token, expiresAt) = (RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true), clock.GetUtcNow() + terms.Lifetime);
        _open[token] = new Open(place, place.Prefix + key, terms, expiresAt);
        return new PresignedUpload(new Uri($"{origin}{path}{token}"), new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = terms.MediaType }, expiresAt);
    }

    /// <summary>Takes the picture. Right or wrong, the address is used up.</summary>
    /// <param name="token">The end of the address.</param>
    /// <param name="mediaType">What the sender says it is.</param>
    /// <param name="announced">Content-Length; null when chunked.</param>
    /// <param name="body">The bytes, streamed through.</param>
    /// <param name="cancellationToken">Ends the taking.</param>
    /// <returns>Null when it is kept.</returns>
    public async Task<CaptionFailure?> TakeAsync(string token, string? mediaType, long? announced, Stream body, CancellationToken cancellationToken)
    {
        if (!_open.TryRemove(token, out var open) || clock.GetUtcNow() >= open.ExpiresAt) return Unknown;
        var (terms, address) = (open.Terms, open.Place.AddressOf(open.Key));
        if (mediaType != terms.MediaType) return new CaptionFailure(FailureReason.UnsupportedMediaType, $"The upload was announced as {terms.MediaType}.");
        if (announced is null) return new CaptionFailure(FailureReason.MalformedRequest, "An upload carries its Content-Length.");
        if (announced > terms.Length) return new CaptionFailure(FailureReason.BodyTooLarge, FormattableString.Invariant($"The upload was announced with {terms.Length} bytes."));
        if (announced < terms.Length) return new CaptionFailure(FailureReason.MalformedRequest, FormattableString.Invariant($"The upload was announced with {terms.Length} bytes."));
        var content = new BlobContent(() => body, terms.Length, terms.MediaType, BlobFacts.NoMetadata);
        var written = await open.Place.Store.WriteAsync(open.Key, content, WriteCondition.Absent, cancellationToken);
        return written.Failure switch
        {
            null => null,
            { Reason: StoreFailureReason.Interrupted } => new CaptionFailure(FailureReason.MalformedRequest, "The upload ended before its Content-Length."),
            var failure => StoreFailureTable.Of(failure, address, null),
        };
    }

    private async Task TidyAsync(BlobPlace place, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var (token, open) in _open)
        {
            if (open.ExpiresAt <= now) _open.TryRemove(token, out _);
        }

        await foreach (var listed in place.Store.PagesAsync(place.Prefix, cancellationToken))
        {
            if (!listed.TryGet(out var page, out _)) return;
            foreach (var item in page.Items.Where(item => UploadGrants.ExpiryOf(item.Key[place.Prefix.Length..]) <= now)) await place.Store.DeleteAsync(item.Key, item.Version, cancellationToken);
        }
    }

    private sealed record Open(BlobPlace Place, string Key, UploadTerms Terms, DateTimeOffset ExpiresAt);
}
