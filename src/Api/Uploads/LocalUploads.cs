using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Fetching;
using Serverless.Storage;

namespace Serverless.Api.Uploads;

/// <summary>
/// One-time addresses of this process for uploads to a folder: <c>PUT /v1/uploads/TOKEN</c>. Only the process that issued an address knows
/// it; several replicas need a store of a cloud instead. Expired uploads are deleted when new ones are issued, some at a time; the folder
/// is listed once, for what an earlier process left.
/// </summary>
/// <param name="path">What the addresses start with.</param>
/// <param name="clock">Gives the time.</param>
public sealed class LocalUploads(string path, TimeProvider clock)
{
    /// <summary>Expired uploads that one request tidies away: more than one, so that none are left behind.</summary>
    private const int MaxTidied = 16;

    private const int TokenDigits = 64,
        MaxOpen = 10_000;

    /// <summary>An address that takes nothing.</summary>
    public static CaptionFailure Unknown { get; } =
        new(FailureReason.NotFound, "This upload address does not exist, is used up or has expired.");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Expiring, DateTimeOffset> _expiring = new();
    private Task<bool> _learning = Task.FromResult(false);

    /// <summary>Opens one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">The key below it.</param>
    /// <param name="terms">What may be put.</param>
    /// <param name="origin">Where this host is reached.</param>
    /// <param name="cancellationToken">Ends the tidying.</param>
    public async Task<Result<PresignedUpload, CaptionFailure>> OpenAsync(
        BlobFolder folder,
        string key,
        UploadTerms terms,
        string origin,
        CancellationToken cancellationToken
    )
    {
        await Learning(folder).WaitAsync(cancellationToken);
        await TidyAsync(cancellationToken);
        var (token, expiresAt) = (RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true), clock.GetUtcNow() + terms.Lifetime);
        var open = new Open(folder, folder.Prefix + key, terms, expiresAt);
        lock (_lock)
        {
            if (_open.Count >= MaxOpen)
            {
                return new CaptionFailure(FailureReason.Busy, "Too many uploads are open; try again in a moment.");
            }

            _open[token] = open;
            _expiring.Enqueue(new Expiring(folder, open.Key, token), UploadGrants.ExpiryOf(key) ?? expiresAt);
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = terms.MediaType };
        return new PresignedUpload(new Uri($"{origin}{path}{token}"), headers, expiresAt);
    }

    /// <summary>Takes the picture. Right or wrong, the address is used up.</summary>
    /// <param name="token">The end of the address.</param>
    /// <param name="mediaType">What the sender says it is.</param>
    /// <param name="announced">Content-Length; null when chunked.</param>
    /// <param name="body">The bytes, streamed through.</param>
    /// <param name="cancellationToken">Ends the taking.</param>
    /// <returns>Null when it is kept.</returns>
    public async Task<CaptionFailure?> TakeAsync(
        string token,
        string? mediaType,
        long? announced,
        Stream body,
        CancellationToken cancellationToken
    )
    {
        if (TakeOut(token) is not { } open || clock.GetUtcNow() >= open.ExpiresAt)
            return Unknown;
        var (terms, address) = (open.Terms, open.Place.AddressOf(open.Key));
        if (mediaType != terms.MediaType)
            return new CaptionFailure(FailureReason.UnsupportedMediaType, $"The upload was announced as {terms.MediaType}.");
        if (announced is null)
            return new CaptionFailure(FailureReason.MalformedRequest, "An upload carries its Content-Length.");
        if (announced > terms.Length)
            return new CaptionFailure(
                FailureReason.BodyTooLarge,
                FormattableString.Invariant($"The upload was announced with {terms.Length} bytes.")
            );
        if (announced < terms.Length)
            return new CaptionFailure(
                FailureReason.MalformedRequest,
                FormattableString.Invariant($"The upload was announced with {terms.Length} bytes.")
            );
        var content = new BlobContent(() => body, terms.Length, terms.MediaType, BlobProperties.NoMetadata);
        var written = await open.Place.Store.WriteAsync(open.Key, content, WriteCondition.Absent, cancellationToken);
        return written.Failure switch
        {
            null => null,
            { Reason: StoreFailureReason.Interrupted } => new CaptionFailure(
                FailureReason.MalformedRequest,
                "The upload ended before its Content-Length."
            ),
            var failure => StoreFailureTable.Of(failure, address, null),
        };
    }

    private Open? TakeOut(string token)
    {
        lock (_lock)
            return _open.Remove(token, out var open) ? open : null;
    }

    /// <summary>One listing serves all who wait; one that failed is tried again with the next upload.</summary>
    private Task<bool> Learning(BlobFolder folder)
    {
        lock (_lock)
        {
            if (_learning.IsCompleted && !(_learning.IsCompletedSuccessfully && _learning.Result))
                _learning = LearnAsync(folder);
            return _learning;
        }
    }

    /// <summary>Notes what an earlier process left in the folder.</summary>
    private async Task<bool> LearnAsync(BlobFolder folder)
    {
        await Task.Yield(); // no listing under the lock
        await foreach (var listed in folder.Store.PagesAsync(folder.Prefix, CancellationToken.None))
        {
            if (!listed.TryGet(out var page, out _))
                return false;
            lock (_lock)
            {
                foreach (var item in page.Items)
                {
                    if (UploadGrants.ExpiryOf(item.Key[folder.Prefix.Length..]) is { } expiry)
                    {
                        _expiring.Enqueue(new Expiring(folder, item.Key, null), expiry);
                    }
                }
            }
        }

        return true;
    }

    /// <summary>Takes away what has expired, used or not.</summary>
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxTidied; i++)
        {
            Expiring over;
            lock (_lock)
            {
                if (!_expiring.TryPeek(out over!, out var expiry) || expiry > clock.GetUtcNow())
                    return;
                _expiring.Dequeue();
                if (over.Token is { } token)
                    _open.Remove(token);
            }

            await over.Place.Store.DeleteAsync(over.Key, null, cancellationToken);
        }
    }

    private sealed record Open(BlobFolder Place, string Key, UploadTerms Terms, DateTimeOffset ExpiresAt);

    /// <summary>An upload that is to be deleted at its time; the token of its address, where this process gave it out.</summary>
    private sealed record Expiring(BlobFolder Place, string Key, string? Token);
}
