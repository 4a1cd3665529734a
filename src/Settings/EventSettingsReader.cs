using Serverless.Settings.Access;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Settings;

/// <summary>The settings of upload events.</summary>
internal static class EventSettingsReader
{
    public static EventSettings Read(SettingsReader reader, HostProfile host)
    {
        var from = PictureReader.Folders(reader, SettingNames.From);
        var watched = reader.Folder(SettingNames.WatchFolder, null);
        if (watched is not null && !host.TakesUploads)
            reader.Reject($"{SettingNames.WatchFolder} is for the container host; this one is told of uploads by its platform.");
        if (watched is not null)
            from.Add(FolderStores.AddressOf(watched + "/"));
        var resultsTo = reader.Text(SettingNames.ResultsTo) is { } text
            ? PictureReader.Folder(reader, SettingNames.ResultsTo, text)
            : null;
        if (resultsTo is not null && from.DistinctBy(RootOf).Count() > 1)
            reader.Reject(
                $"{SettingNames.ResultsTo} is set and {SettingNames.From} names several containers: "
                    + "their results would stand in each other's place."
            );
        var days = reader.ReadInt64(SettingNames.Retention, 0, 0, 36_500);
        return new EventSettings(
            from,
            resultsTo,
            watched,
            reader.ReadInt32(SettingNames.Attempts, 5, 1, 1_000),
            Push(reader),
            reader.List(SettingNames.Origins) is { Count: > 0 } origins ? origins : ["eventgrid.azure.net"],
            reader.Text(SettingNames.ReviewsTo) is { } reviews ? PictureReader.Folder(reader, SettingNames.ReviewsTo, reviews) : null,
            reader.OneOf(SettingNames.KeepFeatures, "off", "on", "off") == "on",
            host.DropsMalformedEvents,
            days > 0 ? TimeSpan.FromDays(days) : null
        )
        {
            KeepsPictures = reader.OneOf(SettingNames.KeepPictures, "off", "on", "off") == "on",
            ReviewsPerMinute = reader.ReadInt32(SettingNames.ReviewsPerMinute, EventSettings.DefaultReviewsPerMinute, 1, 100_000),
        };
    }

    /// <summary>Keys are compared within one of these: a bucket, or a folder.</summary>
    private static (string, string, string) RootOf(BlobAddress folder) =>
        (folder.Scheme, folder.Container, folder.Scheme == "file" ? folder.Key : "");

    private static PushIdentity? Push(SettingsReader reader)
    {
        if (reader.Text(SettingNames.Issuer) is not { } issuer)
            return null;
        string Needed(string setting)
        {
            if (reader.Text(setting) is { } text)
                return text;
            reader.Reject($"{setting} is missing; {SettingNames.Issuer} needs it.");
            return "";
        }

        var keySet = Needed(SettingNames.KeySet);
        AccessReader.CheckKeySet(reader, SettingNames.KeySet, keySet);
        return new PushIdentity(
            new JwtSettings(issuer, Needed(SettingNames.Audience), ["RS256", "ES256"], keySet),
            Needed(SettingNames.Identity)
        );
    }
}
