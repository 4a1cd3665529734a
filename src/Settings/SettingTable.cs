namespace Serverless.Settings;

/// <summary>The table of docs/operations/settings.md, which is embedded in this assembly: one setting a row.</summary>
internal static class SettingTable
{
    private const int Columns = 4;

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Read = new(() =>
        Rows().ToDictionary(row => row.Name, row => row.Allowed)
    );

    /// <summary>Every setting there is.</summary>
    public static IEnumerable<string> Names => Read.Value.Keys;

    /// <summary>What a setting may be, as a person would read it.</summary>
    /// <param name="name">The setting.</param>
    public static string AllowedOf(string name) => Read.Value[name];

    private static IEnumerable<(string Name, string Allowed)> Rows()
    {
        using var reader = new StreamReader(typeof(SettingTable).Assembly.GetManifestResourceStream("settings.md")!);
        while (reader.ReadLine() is { } line)
        {
            if (
                line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: Columns } row
                && row[0].StartsWith('`')
            )
                yield return (row[0].Trim('`'), row[2]);
        }
    }
}
