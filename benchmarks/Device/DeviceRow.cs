namespace Serverless.Benchmarks.Device;

/// <summary>A way of running the program, and what came of it.</summary>
/// <param name="Name">As the page calls it.</param>
/// <param name="App">The program's folder, with its models.</param>
/// <param name="IsSmall">Whether memory is saved, as the device's unit and settings do.</param>
/// <param name="HasReader">Whether text is read.</param>
/// <param name="LimitMiB">The limit on its memory.</param>
internal sealed record DeviceRow(string Name, string App, bool IsSmall, bool HasReader, int LimitMiB)
{
    public List<double> Starts { get; } = [];

    public List<double> Times { get; } = [];

    public Dictionary<string, DeviceAnswer> Answers { get; } = new(StringComparer.Ordinal);

    public double PeakMiB { get; set; }

    /// <summary>Whether the limit ended it.</summary>
    public bool IsKilled { get; set; }
}

/// <summary>The device's settings.</summary>
/// <param name="All">Those of its unit and its file.</param>
internal sealed record DeviceSettings(IReadOnlyDictionary<string, string> All)
{
    /// <summary>Those of a row: each row on one processor, with one thread.</summary>
    public IReadOnlyDictionary<string, string> Of(DeviceRow row)
    {
        var settings = All.Where(pair => row.IsSmall || !IsSaving(pair.Key)).ToDictionary(StringComparer.Ordinal);
        settings["CAPTION_PORT"] = "0";
        if (!row.HasReader)
            settings["CAPTION_TEXT_MODEL"] = "none";
        return settings;
    }

    private static bool IsSaving(string name) =>
        name is "CAPTION_SAVE_MEMORY" or "DOTNET_GCHeapHardLimit" || name.StartsWith("MALLOC_", StringComparison.Ordinal);
}
