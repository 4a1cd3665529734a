using Serverless.Storage;

namespace Serverless.Settings;

/// <summary>Where a line for every caption goes.</summary>
/// <param name="To">A folder; null for the host's log.</param>
/// <param name="Share">Share of the pictures, above 0 to 1.</param>
/// <param name="Retention">How long the lines are kept; null for ever.</param>
/// <param name="HasText">Whether they hold the alt text.</param>
public sealed record PredictionSettings(BlobAddress? To, double Share, TimeSpan? Retention, bool HasText)
{
    internal static PredictionSettings? Read(SettingsReader reader)
    {
        var percent = reader.ReadInt32(SettingNames.PredictionsPercent, 100, 1, 100);
        var days = reader.ReadInt32(SettingNames.PredictionsDays, 30, 0, 36_500);
        var hasText = reader.OneOf(SettingNames.PredictionsText, "off", "on", "off") == "on";
        if (reader.Text(SettingNames.PredictionsTo) is not { } to)
            return null;
        var folder = to == "log" ? null : PictureReader.Folder(reader, SettingNames.PredictionsTo, to);
        return new PredictionSettings(folder, percent / 100.0, days > 0 ? TimeSpan.FromDays(days) : null, hasText);
    }
}
