using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Api.Hosting;

/// <summary>
/// Makes the folders of this machine that only this product writes to and whose loss nobody would notice: prediction logs and statistics
/// of traffic. Folders of results and reviews stay missing where they are: a request fails aloud, and a disk may not be mounted.
/// </summary>
internal static class OwnFolders
{
    /// <summary>Makes them where they are not there.</summary>
    /// <param name="settings">Names them.</param>
    /// <exception cref="SettingsException">One cannot be made; each is named.</exception>
    public static void Make(CaptionSettings settings)
    {
        (string Setting, BlobAddress? To)[] folders =
        [
            (SettingNames.PredictionsTo, settings.Predictions?.To),
            (SettingNames.TrafficTo, settings.Traffic?.To),
        ];
        var errors = folders
            .Where(one => one.To is { Scheme: "file" })
            .Select(one => Fault(one.Setting, FolderStores.PathOf(one.To!)))
            .OfType<string>()
            .ToList();
        if (errors.Count > 0)
            throw new SettingsException(errors);
    }

    private static string? Fault(string setting, string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{setting} names {path}, which is not there and cannot be made: {error.Message}";
        }
    }
}
