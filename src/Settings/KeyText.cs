namespace Serverless.Settings;

/// <summary>Keys that are shown to others, from files: no variable holds one.</summary>
internal static class KeyText
{
    private const int MaxCharacters = 4_096;

    /// <summary>Reads one.</summary>
    /// <param name="reader">Reads the settings.</param>
    /// <param name="setting">The setting that names the file.</param>
    /// <returns>The key; null for none, or where the file is refused.</returns>
    public static string? Read(SettingsReader reader, string setting)
    {
        if (reader.Text(setting) is not { } file)
            return null;
        try
        {
            var key = File.ReadAllText(file).Trim();
            if (key.Length is > 0 and <= MaxCharacters && key.All(letter => letter is > ' ' and <= '~'))
                return key;
            reader.Reject($"{setting} is '{file}', which holds no key: one line of letters, digits and signs.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            reader.Reject($"{setting} is '{file}', which cannot be read: {error.Message}");
        }

        return null;
    }
}
