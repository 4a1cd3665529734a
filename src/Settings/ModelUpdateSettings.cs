using System.Text.RegularExpressions;
using Serverless.Storage;

namespace Serverless.Settings;

/// <summary>Where a host's model packages come from, and whom it trusts.</summary>
/// <param name="From">The registry, as a person writes it.</param>
/// <param name="Interval">How often its aliases are read again; null for at the start alone.</param>
/// <param name="CacheFolder">Where verified packages are kept.</param>
/// <param name="State">Where instances agree on rollouts; null for in the registry.</param>
/// <param name="TrustedKeys">PEM files with public keys; none where unsigned packages are taken.</param>
/// <param name="AllowsUnsigned">Whether packages that nobody signed are taken.</param>
/// <param name="MinVersion">The lowest version that is taken; null for any.</param>
public sealed partial record ModelUpdateSettings(
    string From,
    TimeSpan? Interval,
    string CacheFolder,
    BlobAddress? State,
    IReadOnlyList<string> TrustedKeys,
    bool AllowsUnsigned,
    string? MinVersion
)
{
    /// <summary>How long a start waits for the registry before it goes on without.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The folder of packages where no setting names one.</summary>
    public static string DefaultCacheFolder =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data ? data : Path.GetTempPath(),
            "captions"
        );

    internal static ModelUpdateSettings? Read(SettingsReader reader, HostProfile host)
    {
        var seconds = reader.ReadInt32(SettingNames.ModelSeconds, 60, 0, 86_400);
        var keys = reader.List(SettingNames.TrustedKeys);
        foreach (var missing in keys.Where(key => !File.Exists(key)))
            reader.RejectPart(SettingNames.TrustedKeys, missing);
        var allowsUnsigned = reader.OneOf(SettingNames.UnsignedModels, "off", "on", "off") == "on";
        var version = reader.Text(SettingNames.MinVersion);
        if (version is not null && !SemanticVersion().IsMatch(version))
            reader.RejectValue(SettingNames.MinVersion, version);
        var state = reader.Text(SettingNames.ModelState) is { } text ? PictureReader.Folder(reader, SettingNames.ModelState, text) : null;
        var cache = reader.Text(SettingNames.ModelCache) ?? CacheOf(host);
        if (reader.Text(SettingNames.ModelFrom) is not { } from)
            return null;
        if (from.StartsWith("hf:", StringComparison.Ordinal) || from.StartsWith("openai:", StringComparison.Ordinal))
            reader.RejectValue(SettingNames.ModelFrom, from);
        if (keys.Count == 0 && !allowsUnsigned)
            reader.Reject(
                $"{SettingNames.ModelFrom} needs {SettingNames.TrustedKeys}, or {SettingNames.UnsignedModels}=on for what nobody signed."
            );
        return new ModelUpdateSettings(
            from,
            seconds > 0 ? TimeSpan.FromSeconds(seconds) : null,
            cache,
            state,
            keys,
            allowsUnsigned,
            version
        );
    }

    /// <summary>A function has no home; what it writes goes with its instance.</summary>
    private static string CacheOf(HostProfile host) =>
        host.TakesUploads ? DefaultCacheFolder : Path.Combine(Path.GetTempPath(), "captions");

    [GeneratedRegex(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SemanticVersion();
}
