using Microsoft.Extensions.Logging;
using Serverless.Settings;

namespace Serverless.Hosts.Aws.Secrets;

/// <summary>
/// Settings whose value is the ARN of a secret. Before the settings are read, the secret takes the ARN's place: as a file for what is a
/// file (it is read again every five minutes, so that keys are rotated without a new version of the function), as itself for the rest.
/// </summary>
/// <param name="client">Reads secrets.</param>
/// <param name="clock">Measures the time between readings.</param>
/// <param name="environment">Reads environment variables.</param>
/// <param name="set">Sets one, for this process.</param>
/// <param name="folder">Where files go; only this process reads it.</param>
internal sealed partial class SecretSettings(
    SecretClient client,
    TimeProvider clock,
    Func<string, string?> environment,
    Action<string, string> set,
    string folder
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private static readonly string[] FileSettings =
    [
        SettingNames.KeysFile,
        SettingNames.JwtKeySet,
        SettingNames.EndpointKeyFile,
        SettingNames.RegistryPasswordFile,
        SettingNames.ScorerKeyFile,
        SettingNames.FallbackKeyFile,
    ];

    private readonly Dictionary<string, SecretAddress> _files = [];
    private long _readAt;
    private int _isReading;

    /// <summary>Puts secrets in the place of ARNs.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What could not be read, a sentence each; empty when all is well.</returns>
    public async Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        foreach (var setting in FileSettings.Append(SettingNames.UrlProxy))
        {
            if (SecretAddress.Parse(environment(setting)) is not { } address)
                continue;
            if (!(await client.ReadAsync(address, cancellationToken)).TryGet(out var text, out var failure))
            {
                errors.Add($"{setting}: {failure.Why}.");
            }
            else if (FileSettings.Contains(setting))
            {
                _files[setting] = address;
                await WriteAsync(setting, text, cancellationToken);
                set(setting, PathOf(setting));
            }
            else
            {
                set(setting, text);
            }
        }

        _readAt = clock.GetTimestamp();
        return errors;
    }

    /// <summary>Reads files again where that was five minutes ago. A secret that cannot be read leaves its file as it was.</summary>
    /// <param name="logger">Takes the reason.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RefreshAsync(ILogger logger, CancellationToken cancellationToken)
    {
        if (_files.Count == 0 || clock.GetElapsedTime(_readAt) < Interval || Interlocked.Exchange(ref _isReading, 1) == 1)
            return;
        try
        {
            _readAt = clock.GetTimestamp();
            foreach (var (setting, address) in _files)
            {
                if ((await client.ReadAsync(address, cancellationToken)).TryGet(out var text, out var failure))
                    await WriteAsync(setting, text, cancellationToken);
                else
                    NotRead(logger, setting, failure.Why);
            }
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }

    private string PathOf(string setting) => Path.Combine(folder, setting.ToLowerInvariant());

    /// <summary>Only where it is another: readers look at the time of the last change.</summary>
    private async Task WriteAsync(string setting, string text, CancellationToken cancellationToken)
    {
        var path = PathOf(setting);
        Directory.CreateDirectory(folder);
        if (File.Exists(path) && await File.ReadAllTextAsync(path, cancellationToken) == text)
            return;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(path + ".new", options))
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }

    [LoggerMessage(EventId = 5300, Level = LogLevel.Warning, Message = "{Setting} stays as it was: {Why}")]
    private static partial void NotRead(ILogger logger, string setting, string why);
}
