using Serverless.Storage;

namespace Serverless.Settings;

/// <summary>Where statistics of traffic go.</summary>
/// <param name="To">A folder.</param>
/// <param name="Seconds">Length of a window.</param>
public sealed record TrafficSettings(BlobAddress To, int Seconds)
{
    internal static TrafficSettings? Read(SettingsReader reader)
    {
        var seconds = reader.ReadInt32(SettingNames.TrafficSeconds, 3_600, 10, 86_400);
        return reader.Text(SettingNames.TrafficTo) is { } to && PictureReader.Folder(reader, SettingNames.TrafficTo, to) is { } folder
            ? new TrafficSettings(folder, seconds)
            : null;
    }
}
