using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.Storage.Azure;

/// <summary>
/// Keys that sign uploads in the name of the host's own identity, so that no key of the account is needed. One is kept until it ends
/// before a signature would.
/// </summary>
/// <param name="client">The client of the account.</param>
/// <param name="clock">Gives the time.</param>
internal sealed class DelegationKeys(BlobServiceClient client, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(6);

    /// <summary>The service refuses keys that start in its future.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private volatile UserDelegationKey? _cached;

    /// <summary>A key that holds until then at least.</summary>
    /// <param name="until">The end of the signature.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<UserDelegationKey> GetAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (_cached is { } kept && kept.SignedExpiresOn >= until)
            return kept;
        var now = clock.GetUtcNow();
        var end = until > now + Life ? until : now + Life;
        var asked = new BlobGetUserDelegationKeyOptions(end.AddSeconds(1)) { StartsOn = now - Skew }; // the service keeps whole seconds
        return _cached = await client.GetUserDelegationKeyAsync(asked, cancellationToken);
    }
}
