namespace Serverless.Settings;

/// <summary>The settings of other hosts of this product.</summary>
internal static class PeerReader
{
    private const int MaxSeconds = 3_600;

    /// <summary>The host that scores; null where none is asked.</summary>
    public static PeerSettings? Scorer(SettingsReader reader, HostRole role, TimeSpan deadline)
    {
        const int Share = 4;
        var seconds = Math.Max(1, (int)deadline.TotalSeconds / Share);
        var peer = Read(reader, SettingNames.ScorerUrl, SettingNames.ScorerKeyFile, SettingNames.ScorerSeconds, seconds, isNear: true);
        if (role == HostRole.Caption && reader.Text(SettingNames.ScorerUrl) is null)
            reader.Reject($"{SettingNames.ScorerUrl} is missing; {SettingNames.Role}=caption needs it.");
        if (role != HostRole.Caption && peer is not null)
            reader.Reject($"{SettingNames.ScorerUrl} is set, and only {SettingNames.Role}=caption asks it.");
        return peer;
    }

    /// <summary>The host that is handed what this one cannot do; null for none.</summary>
    public static PeerSettings? Fallback(SettingsReader reader, HostRole role, TimeSpan deadline)
    {
        var seconds = (int)deadline.TotalSeconds;
        var peer = Read(
            reader,
            SettingNames.FallbackUrl,
            SettingNames.FallbackKeyFile,
            SettingNames.FallbackSeconds,
            seconds,
            isNear: false
        );
        if (role == HostRole.Score && peer is not null)
            reader.Reject($"{SettingNames.FallbackUrl} is set, and {SettingNames.Role}=score makes no captions.");
        return peer;
    }

    /// <param name="reader">Reads the settings.</param>
    /// <param name="url">The setting of the address.</param>
    /// <param name="keyFile">The setting of the key.</param>
    /// <param name="timeout">The setting of the longest wait.</param>
    /// <param name="seconds">Its default.</param>
    /// <param name="isNear">Whether the host is in the same cluster, where http is taken.</param>
    private static PeerSettings? Read(SettingsReader reader, string url, string keyFile, string timeout, int seconds, bool isNear)
    {
        var key = KeyText.Read(reader, keyFile);
        var wait = TimeSpan.FromSeconds(reader.ReadInt32(timeout, seconds, 1, MaxSeconds));
        if (reader.Text(url) is not { } text)
            return null;
        var isTaken =
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            && (address.Scheme == "https" || (address.Scheme == "http" && (isNear || address.IsLoopback)));
        if (isTaken)
            return new PeerSettings(address!, key, wait);
        reader.RejectValue(url, text);
        return null;
    }
}
