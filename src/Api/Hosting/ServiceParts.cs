using Microsoft.Extensions.Logging;
using Serverless.Api.Peers;
using Serverless.Api.Telemetry;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Storing;
using Serverless.Packages;
using Serverless.Packages.Registries;
using Serverless.Results.Predictions;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Updates;

namespace Serverless.Api.Hosting;

/// <summary>The captioning service of a host, with what keeps it up.</summary>
public sealed partial class ServiceParts : IDisposable
{
    private readonly RemoteScorer? _scorer;

    private readonly HostUpdates? _updates;

    private ServiceParts(CaptionService service, Upkeep upkeep, RemoteScorer? scorer, HostUpdates? updates, TrafficReports? reports) =>
        (Service, Upkeep, _scorer, _updates, TrafficReports) = (service, upkeep, scorer, updates, reports);

    /// <summary>The service, not started.</summary>
    public CaptionService Service { get; }

    /// <summary>What is done beside it.</summary>
    public Upkeep Upkeep { get; }

    /// <summary>The package that this host should serve and cannot: see <see cref="HostUpdates.Beyond"/>.</summary>
    public string? Beyond => _updates?.Beyond;

    /// <summary>Makes reports of traffic; null where none is counted.</summary>
    public TrafficReports? TrafficReports { get; }

    /// <summary>Makes them as the settings say.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="stores">The host's stores.</param>
    /// <param name="clock">Gives the times.</param>
    /// <param name="logger">Takes what happens.</param>
    /// <exception cref="SettingsException">A registry or a key cannot be opened.</exception>
    public static ServiceParts Create(CaptionSettings settings, BlobStores stores, TimeProvider clock, ILogger logger)
    {
        var updates = HostUpdates.Create(
            settings,
            stores,
            reference => OciRegistry.Open(reference, Environment.GetEnvironmentVariable, clock),
            clock,
            step => Write(logger, step)
        );
        OwnFolders.Make(settings);
        var predictions = PredictionsOf(settings, stores, clock, logger);
        CaptionService? service = null;
        var traffic = TrafficOf(settings, stores, () => service, clock, logger);
        var scorer = settings.Scorer is { } peer ? new RemoteScorer(peer, clock, logger) : null;
        var options = settings.Service with
        {
            Scorer = scorer,
            FindModel = updates is null ? null : updates.FindStart,
            OnCaption =
                predictions is null && traffic is null
                    ? null
                    : caption =>
                    {
                        predictions?.Add(caption);
                        traffic?.Add(caption);
                    },
            OnFailure = traffic is null ? null : traffic.Add,
        };
        service = new CaptionService(options, clock, CaptionIds.System);
        updates?.Attach(service);
        var forwarder = ForwarderOf(settings, stores);
        var reports = settings.Traffic is { } counted
            ? new TrafficReports(stores.Open(counted.To).Value!, digest => updates?.SinceOf(digest), clock)
            : null;
        var drift = reports is null ? null : new DriftWatch(reports, service, settings.Traffic!.Seconds, clock);
        var parts = new UpkeepParts(updates, predictions, traffic, drift, forwarder);
        var upkeep = new Upkeep(parts, clock, (what, why) => Failed(logger, what, why));
        return new ServiceParts(service, upkeep, scorer, updates, reports);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Upkeep.Dispose();
        Service.Dispose();
        _scorer?.Dispose();
    }

    private static PredictionLog? PredictionsOf(CaptionSettings settings, BlobStores stores, TimeProvider clock, ILogger logger)
    {
        if (settings.Predictions is not { } predictions)
            return null;
        var folder = predictions.To is { } to ? stores.Open(to).Value : null; // opened at the start already
        Action<string>? write = folder is null ? line => Predicted(logger, line) : null;
        var (share, retention, hasText) = (predictions.Share, predictions.Retention, predictions.HasText);
        return new PredictionLog(new PredictionLogOptions(InstanceName.New(), folder, write, share, retention, hasText), clock);
    }

    private static TrafficRecorder? TrafficOf(
        CaptionSettings settings,
        BlobStores stores,
        Func<CaptionService?> service,
        TimeProvider clock,
        ILogger logger
    )
    {
        if (settings.Traffic is not { } traffic)
            return null;
        var options = new TrafficRecorderOptions(
            InstanceName.New(),
            stores.Open(traffic.To).Value!, // opened at the start already
            traffic.Seconds,
            settings.Events.Retention,
            model => DriftReference.Find(FolderOf(service(), model), PackageFiles.Drift),
            () => service()?.Models?.Identity
        );
        return new TrafficRecorder(options, clock, why => Failed(logger, "statistics of traffic", why));
    }

    /// <summary>The folder of a loaded model's quality model.</summary>
    private static string? FolderOf(CaptionService? service, ModelIdentity model) =>
        ((LoadedModels?[])[service?.Models, service?.Challenge?.Model.Models])
            .FirstOrDefault(one => one?.Identity == model)
            ?.QualityFolder;

    /// <summary>Folders of this machine: what is in a store is there already.</summary>
    private static LocalForwarder? ForwarderOf(CaptionSettings settings, BlobStores stores)
    {
        if (settings.ForwardTo is not { } to)
            return null;
        var local = ((BlobAddress?[])[settings.Predictions?.To, settings.Traffic?.To, settings.Events.ReviewsTo])
            .OfType<BlobAddress>()
            .Where(address => address.Scheme == "file")
            .Select(address => stores.Open(address).Value!)
            .ToList();
        return local.Count > 0
            ? new LocalForwarder(local, stores.Open(to).Value!)
            : throw new SettingsException([
                $"{SettingNames.ForwardTo} is set, and none of {SettingNames.PredictionsTo}, {SettingNames.TrafficTo} and "
                    + $"{SettingNames.ReviewsTo} is a folder of this machine.",
            ]);
    }

    private static void Write(ILogger logger, UpdateStep step)
    {
        ModelMeter.Count(step);
        if (step.Outcome == "fail")
            Refused(logger, step.Kind, step.Version, step.Digest, step.Why);
        else
            Changed(logger, step.Kind, step.Version, step.Digest, step.Why);
    }

    [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "model {Kind}: {Version} {Digest}: {Why}")]
    private static partial void Changed(ILogger logger, string kind, string? version, string? digest, string why);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Warning, Message = "model {Kind}: {Version} {Digest}: {Why}; what served serves on")]
    private static partial void Refused(ILogger logger, string kind, string? version, string? digest, string why);

    [LoggerMessage(EventId = 2012, Level = LogLevel.Warning, Message = "{What}: {Why} It is tried again.")]
    private static partial void Failed(ILogger logger, string what, string why);

    [LoggerMessage(EventId = 2013, Level = LogLevel.Information, Message = "prediction {Line}")]
    private static partial void Predicted(ILogger logger, string line);
}
