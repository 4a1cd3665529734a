using Serverless.Settings.Access;
using Serverless.Storage;
using Serverless.Storage.Files;
using static Serverless.Settings.EventSettings;

namespace Serverless.Settings;

/// <summary>The settings of upload events.</summary>
internal static class EventSettingsReader
{
    public static EventSettings Read(SettingsReader reader, HostProfile host)
    {
        var from = PictureReader.Folders(reader, FromSetting);
        var watched = reader.Folder(WatchFolderSetting, null);
        if (watched is not null && !host.TakesUploads)
            reader.Reject($"{WatchFolderSetting.Name} is for the container host; this one is told of uploads by its platform.");
        if (watched is not null)
            from.Add(FolderStores.AddressOf(watched + "/"));
        var resultsTo = reader.Text(ResultsToSetting) is { } text ? PictureReader.Folder(reader, ResultsToSetting, text) : null;
        if (resultsTo is not null && from.DistinctBy(RootOf).Count() > 1)
            reader.Reject(
                $"{ResultsToSetting.Name} is set and {FromSetting.Name} names several containers: their results would stand in each other's place."
            );
        var days = reader.Whole(RetentionSetting, 0, 0, 36_500);
        return new EventSettings(
            from,
            resultsTo,
            watched,
            (int)reader.Whole(AttemptsSetting, 5, 1, 1_000),
            Push(reader),
            reader.Parts(OriginsSetting) is { Count: > 0 } origins ? origins : ["eventgrid.azure.net"],
            reader.Text(ReviewsToSetting) is { } reviews ? PictureReader.Folder(reader, ReviewsToSetting, reviews) : null,
            reader.Word(KeepFeaturesSetting, "off", "on", "off") == "on",
            host.DropsMalformedEvents,
            days > 0 ? TimeSpan.FromDays(days) : null
        );
    }

    /// <summary>Keys are compared within one of these: a bucket, or a folder.</summary>
    private static (string, string, string) RootOf(BlobAddress folder) =>
        (folder.Scheme, folder.Container, folder.Scheme == "file" ? folder.Key : "");

    private static PushIdentity? Push(SettingsReader reader)
    {
        if (reader.Text(IssuerSetting) is not { } issuer)
            return null;
        string Needed(SettingDefinition setting)
        {
            if (reader.Text(setting) is { } text)
                return text;
            reader.Reject($"{setting.Name} is missing; {IssuerSetting.Name} needs it.");
            return "";
        }

        var keySet = Needed(KeySetSetting);
        AccessReader.CheckKeySet(reader, KeySetSetting, keySet);
        return new PushIdentity(new JwtSettings(issuer, Needed(AudienceSetting), ["RS256", "ES256"], keySet), Needed(IdentitySetting));
    }
}
