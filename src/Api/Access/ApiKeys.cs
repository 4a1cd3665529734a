using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Settings;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>
/// API keys, kept as digests. The file is read again when it has changed, so that keys are rotated without a restart; a changed file with
/// an error leaves the keys as they were, and the error is logged.
/// </summary>
internal sealed class ApiKeys
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly ILogger<ApiKeys> _logger;
    private readonly Lock _lock = new();
    private Dictionary<string, Caller> _callers;
    private DateTime _writtenAt;
    private long _checkedAt;

    /// <param name="settings">Where the file is.</param>
    /// <param name="clock">Measures the time between checks.</param>
    /// <param name="logger">Logs the error in a changed file.</param>
    /// <exception cref="InvalidDataException">The file is not what it should be.</exception>
    public ApiKeys(IOptions<CaptionSettings> settings, TimeProvider clock, ILogger<ApiKeys> logger)
    {
        (_path, _clock, _logger) = (settings.Value.Access.KeysFile!, clock, logger);
        _writtenAt = File.GetLastWriteTimeUtc(_path);
        _callers = Callers(KeyFile.Read(_path));
        _checkedAt = clock.GetTimestamp();
    }

    /// <summary>The caller whose key this is; null where it is nobody's.</summary>
    /// <remarks>Looked up by digest: nothing of a key can be learned from how long that takes.</remarks>
    /// <param name="key">The key as it was sent.</param>
    public Caller? Find(string key) => Current().GetValueOrDefault(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));

    private Dictionary<string, Caller> Current()
    {
        lock (_lock)
        {
            if (_clock.GetElapsedTime(_checkedAt) < CheckInterval)
                return _callers;
            _checkedAt = _clock.GetTimestamp();
            var writtenAt = File.GetLastWriteTimeUtc(_path);
            if (writtenAt == _writtenAt)
                return _callers;
            _writtenAt = writtenAt;
            try
            {
                _callers = Callers(KeyFile.Read(_path));
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                AccessLog.KeysError(_logger, error.Message);
            }

            return _callers;
        }
    }

    private static Dictionary<string, Caller> Callers(KeyFile file) =>
        file.Keys.ToDictionary(
            key => key.Sha256,
            key => new Caller(key.Id, key.Scopes.ToHashSet(StringComparer.Ordinal), key.Folders) { PerMinute = key.PerMinute },
            StringComparer.Ordinal
        );
}
