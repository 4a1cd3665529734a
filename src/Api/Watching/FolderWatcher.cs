using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Core.Service;
using Serverless.Events;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Api.Watching;

/// <summary>
/// Captions what is put into a folder: scans on every change that the system reports, and every half minute for changes it does not report
/// (on a NAS). A file is taken when it has not changed for two seconds; a later change makes another version. No state is kept: a file
/// with results is not captioned again.
/// </summary>
internal sealed partial class FolderWatcher(
    IOptions<CaptionSettings> settings,
    EventServices events,
    CaptionService service,
    TimeProvider clock,
    ILogger<FolderWatcher> logger
) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(30),
        Rest = TimeSpan.FromSeconds(2),
        Poll = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>
    /// Since when a file has not changed, by a monotonic clock: neither this machine's wall clock nor the NAS's is used.
    /// </summary>
    private readonly Dictionary<string, (string Version, long Since)> _settling = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Value.Events.WatchFolder is not { } folder)
            return;
        using var changed = new SemaphoreSlim(1);
        using var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, EnableRaisingEvents = true };
        void Wake(object sender, FileSystemEventArgs change)
        {
            if (changed.CurrentCount == 0)
                changed.Release();
        }

        watcher.Created += Wake;
        watcher.Changed += Wake;
        watcher.Deleted += Wake;
        watcher.Renamed += (sender, change) => Wake(sender, change);
        while (!stoppingToken.IsCancellationRequested)
        {
            await changed.WaitAsync(Round, stoppingToken);
            while (!service.IsReady)
                await Task.Delay(Poll, stoppingToken);
            var isUnsettled = await ScanAsync(folder, stoppingToken);
            await Task.Delay(Poll, stoppingToken);
            if (isUnsettled && changed.CurrentCount == 0)
                changed.Release();
        }
    }

    /// <summary>Scans the folder once.</summary>
    /// <returns>Whether something is still being written, or is to be tried again.</returns>
    private async Task<bool> ScanAsync(string folder, CancellationToken cancellationToken)
    {
        var (store, root, isUnsettled) = (new FileBlobStore(folder, clock), FolderStores.AddressOf(folder + "/"), false);
        var there = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var listed in store.PagesAsync("", cancellationToken))
        {
            if (!listed.TryGet(out var page, out var failure))
            {
                Unread(logger, failure.Detail);
                return true;
            }

            foreach (var item in page.Items.Where(item => MediaTypes.IsPicture(item.Key)))
            {
                there.Add(item.Key);
                if (_seen.GetValueOrDefault(item.Key) == item.Version)
                    continue;
                isUnsettled |=
                    !IsSettled(item)
                    || !await TakeAsync(
                        new ObjectEvent(
                            "watch",
                            ObjectChange.Created,
                            root.With(root.Key + item.Key),
                            item.Version,
                            OrderOf(item),
                            item.Length
                        ),
                        item,
                        cancellationToken
                    );
            }
        }

        foreach (var gone in _seen.Keys.Where(key => !there.Contains(key)).ToList())
        {
            var deleted = new ObjectEvent("watch", ObjectChange.Deleted, root.With(root.Key + gone), null, null);
            var outcome = await events.Dispatcher!.TakeAsync([deleted], cancellationToken);
            if (!outcome[0].IsToBeRepeated)
                _seen.Remove(gone);
            if (outcome[0].Error is { } error)
                Broke(logger, error);
        }

        foreach (var gone in _settling.Keys.Where(key => !there.Contains(key)).ToList())
            _settling.Remove(gone);

        return isUnsettled;
    }

    private bool IsSettled(BlobProperties item)
    {
        if (_settling.TryGetValue(item.Key, out var since) && since.Version == item.Version)
            return clock.GetElapsedTime(since.Since) >= Rest;
        _settling[item.Key] = (item.Version, clock.GetTimestamp());
        return false;
    }

    private async Task<bool> TakeAsync(ObjectEvent created, BlobProperties item, CancellationToken cancellationToken)
    {
        var outcomes = await events.Dispatcher!.TakeAsync([created], cancellationToken);
        if (outcomes[0].IsOurs)
            Watched(logger, new EventReport(outcomes, []).ToString());
        if (outcomes[0].Error is { } error)
            Broke(logger, error);
        if (outcomes[0].IsToBeRepeated)
            return false;
        _seen[item.Key] = item.Version;
        _settling.Remove(item.Key);
        return true;
    }

    private static string OrderOf(BlobProperties item) => FormattableString.Invariant($"{item.ModifiedAt.UtcTicks:x16}");

    [LoggerMessage(EventId = 3000, Level = LogLevel.Information, Message = "watched folder: {Outcome}")]
    private static partial void Watched(ILogger logger, string outcome);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "the watched folder cannot be read: {Why}")]
    private static partial void Unread(ILogger logger, string why);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "a watched file broke what should not break; it is tried again")]
    private static partial void Broke(ILogger logger, Exception error);
}
