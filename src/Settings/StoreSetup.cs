using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Settings;

/// <summary>Makes the adapters of a program's clouds.</summary>
/// <param name="clock">Gives the times of signatures.</param>
/// <param name="timeout">Timeout of a store.</param>
/// <param name="environment">Reads environment variables.</param>
public delegate IReadOnlyList<IBlobStoreProvider> StoreProviders(TimeProvider clock, TimeSpan timeout, Func<string, string?> environment);

/// <summary>Opens the stores at the start.</summary>
public static class StoreSetup
{
    /// <summary>Opens those that settings name, so that an unknown one stops the start. The network is not used.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="providers">The program's clouds.</param>
    /// <param name="clock">Gives the times.</param>
    /// <exception cref="SettingsException">A setting names a store that cannot be opened.</exception>
    public static BlobStores Open(CaptionSettings settings, StoreProviders providers, TimeProvider clock)
    {
        var stores = new BlobStores(
            providers(clock, settings.Pictures.StoreTimeout, Environment.GetEnvironmentVariable),
            new FolderStores(clock)
        );
        var errors = settings
            .Pictures.BlobsFrom.Where(folder => !folder.Key.Contains('{', StringComparison.Ordinal))
            .Concat(settings.Events.From)
            .Concat([settings.Pictures.Uploads?.Folder, settings.Events.ResultsTo, settings.Events.ReviewsTo])
            .Concat([settings.Updates?.State, settings.Predictions?.To, settings.Traffic?.To, settings.ForwardTo])
            .OfType<BlobAddress>()
            .Select(folder => (Folder: folder, stores.Open(folder).Failure))
            .Where(opened => opened.Failure is not null)
            .Select(opened => $"{opened.Folder}: {opened.Failure!.Detail}")
            .ToList();
        return errors.Count == 0 ? stores : throw new SettingsException(errors);
    }
}
