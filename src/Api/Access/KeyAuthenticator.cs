using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>
/// Keys of our own, kept as digests. The file is read again when it has changed, so that keys are rotated without a restart; a file that has become faulty
/// leaves the keys as they were, and says so.
/// </summary>
internal sealed class KeyAuthenticator : IAuthenticator
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Action<string> _onFault;
    private readonly Lock _lock = new();
    private Dictionary<string, Entry> _entries;
    private DateTime _written;
    private long _lookedAt;

    /// <param name="path">The file.</param>
    /// <param name="clock">Tells when to look again, and paces.</param>
    /// <param name="onFault">Takes what is wrong with a changed file, for the log.</param>
    /// <exception cref="InvalidDataException">The file is not what it should be.</exception>
    public KeyAuthenticator(string path, TimeProvider clock, Action<string> onFault)
    {
        (_path, _clock, _onFault) = (path, clock, onFault);
        _written = File.GetLastWriteTimeUtc(path);
        _entries = Entries(KeyFile.Read(path), []);
        _lookedAt = clock.GetTimestamp();
    }

    public ValueTask<Result<Caller, CaptionFailure>> AuthenticateAsync(WireRequest request, CancellationToken cancellationToken) =>
        new(Authenticate(request));

    private Result<Caller, CaptionFailure> Authenticate(WireRequest request)
    {
        if (Credentials.KeyOf(request) is not { } key)
            return Credentials.Missing;
        // Looked up by digest: nothing of the key can be learned from how long that takes.
        if (!Current().TryGetValue(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), out var entry))
            return Credentials.Wrong;
        if (entry.Rate is null)
            return entry.Caller;
        using var lease = entry.Rate.AttemptAcquire();
        return lease.IsAcquired
            ? entry.Caller
            : new CaptionFailure(FailureReason.Busy, "This key has used up its requests for the moment.");
    }

    private Dictionary<string, Entry> Current()
    {
        lock (_lock)
        {
            if (_clock.GetElapsedTime(_lookedAt) < LookAgain)
                return _entries;
            _lookedAt = _clock.GetTimestamp();
            var written = File.GetLastWriteTimeUtc(_path);
            if (written == _written)
                return _entries;
            _written = written;
            try
            {
                _entries = Entries(KeyFile.Read(_path), _entries);
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                _onFault(error.Message);
            }

            return _entries;
        }
    }

    /// <summary>A key that stays keeps its count.</summary>
    private static Dictionary<string, Entry> Entries(KeyFile file, Dictionary<string, Entry> old) =>
        file.Keys.ToDictionary(
            key => key.Sha256,
            key =>
                old.TryGetValue(key.Sha256, out var kept)
                && kept.PerMinute == key.PerMinute
                && kept.Caller.Scopes.SetEquals(key.Scopes)
                && kept.Caller.Id == key.Id
                && (kept.Caller.BlobsFrom ?? []).SequenceEqual(key.Folders ?? [])
                    ? kept
                    : new Entry(
                        new Caller(key.Id, key.Scopes.ToHashSet(StringComparer.Ordinal), key.Folders),
                        key.PerMinute,
                        key.PerMinute is { } rate ? Limiter(rate) : null
                    ),
            StringComparer.Ordinal
        );

    private static TokenBucketRateLimiter Limiter(int perMinute) =>
        new(
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = perMinute,
                TokensPerPeriod = perMinute,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1),
                QueueLimit = 0,
                AutoReplenishment = true,
            }
        );

    private sealed record Entry(Caller Caller, int? PerMinute, RateLimiter? Rate);
}
