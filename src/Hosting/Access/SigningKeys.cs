using Microsoft.IdentityModel.Tokens;

namespace Serverless.Hosting.Access;

/// <summary>An issuer's keys from a JWKS file or address (RFC 7517); fetched again for a key id that is not there, but not more than once in a while.</summary>
/// <param name="place">A file, or an http(s) address.</param>
/// <param name="clock">Paces.</param>
/// <param name="client">Fetches.</param>
internal sealed class SigningKeys(string place, TimeProvider clock, HttpClient client)
{
    private static readonly TimeSpan NotSooner = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private IList<SecurityKey> _keys = [];
    private Task _reading = Task.CompletedTask;
    private long? _readAt;

    /// <returns>All keys; perhaps none, then no token is accepted.</returns>
    public async ValueTask<IList<SecurityKey>> ForAsync(string keyId, CancellationToken cancellationToken)
    {
        if (!Has(keyId)) await Reading().WaitAsync(cancellationToken);
        return _keys;
    }

    /// <summary>One reading serves all who wait; none while the last is still fresh.</summary>
    private Task Reading()
    {
        lock (_lock)
        {
            if (_readAt is { } last && clock.GetElapsedTime(last) < NotSooner) return _reading;
            _readAt = clock.GetTimestamp();
            return _reading = RefreshAsync();
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            _keys = new JsonWebKeySet(await ReadAsync()).GetSigningKeys();
        }
        catch (Exception error) when (error is IOException or HttpRequestException or ArgumentException or TaskCanceledException)
        {
            // The issuer is away: who was known stays known.
        }
    }

    private bool Has(string keyId) => _keys.Any(key => key.KeyId == keyId);

    private Task<string> ReadAsync() =>
        Uri.TryCreate(place, UriKind.Absolute, out var address) && !address.IsFile ? client.GetStringAsync(address) : File.ReadAllTextAsync(place);
}
