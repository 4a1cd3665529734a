using System.Collections;
using System.Text.Json;

namespace Serverless.Settings;

/// <summary>
/// Where the command line reads settings: the environment, then the section <c>Caption</c> of appsettings.json beside the program.
/// </summary>
internal static class SettingSources
{
    private const string Prefix = "CAPTION_";

    /// <summary>Names that other programs of this project read, and the tests.</summary>
    private static readonly string[] Elsewhere = ["CAPTION_TEST_", "CAPTION_DELIVERY_", "CAPTION_SIGNING_KEY", "CAPTION_LOCAL_"];

    private static readonly Lazy<Dictionary<string, string>> File = new(ReadFile);

    public static Func<string, string?> Lookup() => name => Environment.GetEnvironmentVariable(name) ?? File.Value.GetValueOrDefault(name);

    public static IEnumerable<string> Names() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Concat(File.Value.Keys);

    public static IEnumerable<string> Unknown(IEnumerable<string> names) =>
        names
            .Where(name =>
                name.StartsWith(Prefix, StringComparison.Ordinal)
                && !Array.Exists(Elsewhere, start => name.StartsWith(start, StringComparison.Ordinal))
            )
            .Where(name => !SettingTable.Names.Contains(name))
            .Order(StringComparer.Ordinal);

    private static Dictionary<string, string> ReadFile()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        if (!System.IO.File.Exists(path))
            return [];
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            return document.RootElement.TryGetProperty("Caption", out var section)
                ? section.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.ToString(), StringComparer.Ordinal)
                : [];
        }
        catch (JsonException error)
        {
            throw new SettingsException([$"appsettings.json is no JSON: {error.Message}"]);
        }
    }
}
