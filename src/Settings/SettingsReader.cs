using System.Globalization;

namespace Serverless.Settings;

/// <summary>Reads settings one by one and gathers all faults, so that a start that fails names them together.</summary>
/// <param name="lookup">The text of a setting, null when it is not set.</param>
public sealed class SettingsReader(Func<string, string?> lookup)
{
    private readonly List<string> _faults = [];

    /// <summary>All faults so far, one sentence each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Notes a fault that lies between settings.</summary>
    /// <param name="fault">One sentence naming the settings.</param>
    public void Reject(string fault) => _faults.Add(fault);

    /// <summary>A text.</summary>
    /// <param name="setting">The setting.</param>
    public string? Text(SettingDefinition setting) => lookup(setting.Name) is { Length: > 0 } text ? text : null;

    /// <summary>Texts with commas between; none when it is not set.</summary>
    /// <param name="setting">The setting.</param>
    public IReadOnlyList<string> Parts(SettingDefinition setting) =>
        (Text(setting) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A whole number.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="otherwise">Its default.</param>
    /// <param name="lowest">Smallest allowed.</param>
    /// <param name="highest">Largest allowed.</param>
    public long Whole(SettingDefinition setting, long otherwise, long lowest, long highest)
    {
        if (Text(setting) is not { } text)
            return otherwise;
        if (
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= lowest
            && value <= highest
        )
            return value;
        return Fault(setting, text, otherwise);
    }

    /// <summary>One of a list of words.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="otherwise">Its default.</param>
    /// <param name="allowed">The words.</param>
    public string Word(SettingDefinition setting, string otherwise, params ReadOnlySpan<string> allowed)
    {
        if (Text(setting) is not { } text)
            return otherwise;
        return allowed.Contains(text) ? text : Fault(setting, text, otherwise);
    }

    /// <summary>A folder that exists.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="otherwise">Its default.</param>
    public string? Folder(SettingDefinition setting, string? otherwise)
    {
        if (Text(setting) is not { } text)
            return otherwise;
        return Directory.Exists(text) ? text : Fault(setting, text, otherwise);
    }

    private T Fault<T>(SettingDefinition setting, string text, T otherwise)
    {
        _faults.Add($"{setting.Name} is '{text}'; allowed: {setting.Allowed}.");
        return otherwise;
    }
}
