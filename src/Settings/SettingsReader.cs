using System.Globalization;

namespace Serverless.Settings;

/// <summary>Reads settings one by one and gathers all errors, so that a start that fails names them together.</summary>
/// <param name="lookup">The text of a setting, null when it is not set.</param>
public sealed class SettingsReader(Func<string, string?> lookup)
{
    private readonly List<string> _errors = [];

    /// <summary>All errors so far, one sentence each.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Adds an error that concerns several settings.</summary>
    /// <param name="error">One sentence naming the settings.</param>
    public void Reject(string error) => _errors.Add(error);

    /// <summary>A text.</summary>
    /// <param name="setting">The setting.</param>
    public string? Text(string setting) => lookup(setting) is { Length: > 0 } text ? text : null;

    /// <summary>Texts with commas between; none when it is not set.</summary>
    /// <param name="setting">The setting.</param>
    public IReadOnlyList<string> List(string setting) =>
        (Text(setting) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>An integer of 64 bits.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="defaultValue">Its default.</param>
    /// <param name="min">Smallest allowed.</param>
    /// <param name="max">Largest allowed.</param>
    public long ReadInt64(string setting, long defaultValue, long min, long max)
    {
        if (Text(setting) is not { } text)
            return defaultValue;
        if (
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min
            && value <= max
        )
            return value;
        return Default(setting, text, defaultValue);
    }

    /// <summary>An integer of 32 bits.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="defaultValue">Its default.</param>
    /// <param name="min">Smallest allowed.</param>
    /// <param name="max">Largest allowed.</param>
    public int ReadInt32(string setting, int defaultValue, int min, int max) => (int)ReadInt64(setting, defaultValue, min, max);

    /// <summary>One of a list of words.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="defaultValue">Its default.</param>
    /// <param name="allowed">The words.</param>
    public string OneOf(string setting, string defaultValue, params ReadOnlySpan<string> allowed)
    {
        if (Text(setting) is not { } text)
            return defaultValue;
        return allowed.Contains(text) ? text : Default(setting, text, defaultValue);
    }

    /// <summary>A folder that exists.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="defaultValue">Its default.</param>
    public string? Folder(string setting, string? defaultValue)
    {
        if (Text(setting) is not { } text)
            return defaultValue;
        return Directory.Exists(text) ? text : Default(setting, text, defaultValue);
    }

    /// <summary>Notes a value that is not allowed.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="text">What it is.</param>
    public void RejectValue(string setting, string text) =>
        _errors.Add($"{setting} is '{text}'; allowed: {SettingTable.AllowedOf(setting)}.");

    /// <summary>Notes one of several values that is not allowed.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="text">The one.</param>
    public void RejectPart(string setting, string text) =>
        _errors.Add($"{setting} names '{text}'; allowed: {SettingTable.AllowedOf(setting)}.");

    private T Default<T>(string setting, string text, T defaultValue)
    {
        RejectValue(setting, text);
        return defaultValue;
    }
}
