using NuGet.Versioning;
using Serverless.Core;
using Serverless.Core.Service;
using Serverless.Ledger;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;
using Serverless.Packages.Registries;
using Serverless.Settings;
using Serverless.Signing;
using Serverless.Storage;
using Serverless.Updates.Rollouts;
using ModelReference = Serverless.Packages.ModelReference;

namespace Serverless.Updates;

/// <summary>A host's models, kept at what its registry says; see <see cref="ModelUpdateSettings"/>.</summary>
public sealed class HostUpdates : IDisposable
{
    private readonly CaptionSettings _settings;
    private readonly IModelRegistry _registry;
    private readonly ModelUpdates _updates;
    private readonly LedgerRecorder? _ledger;
    private readonly Action<UpdateStep> _tell;

    private HostUpdates(CaptionSettings settings, IModelRegistry registry, HostUpdateParts parts)
    {
        (_settings, _registry, _tell) = (settings, registry, parts.Tell);
        var updates = settings.Updates!;
        var around = new UpdateSurroundings(parts.Instance, parts.Clock, ProcessMemory.LimitBytes, () => Environment.WorkingSet, Tell);
        var delivery = Fail(DeliveryKeys.Read(Environment.GetEnvironmentVariable), failure => failure.Detail);
        var trusted = updates.TrustedKeys.Count > 0 ? Fail(TrustedKeys.Read(updates.TrustedKeys), wrong => wrong) : null;
        var keys = new AliasKeys(delivery.Signing, trusted, updates.AllowsUnsigned, updates.CacheFolder);
        var policy = new PackagePolicy(
            trusted,
            updates.AllowsUnsigned,
            updates.MinVersion is { } version ? NuGetVersion.Parse(version) : null,
            updates.CacheFolder,
            PackageRequirements.OfThisMachine(),
            RunsTrial: true
        );
        var loader = new PackageLoader(parts.Clock, ModelTrial.StartInfo(ModelTrial.HostWord));
        var feed = new RegistryFeed(registry, keys, loader, policy, settings.Models, around);
        IRolloutState state = parts.StateFolder is { } folder ? new StoreRolloutState(folder, parts.Instance) : new LocalRolloutState();
        _updates = new ModelUpdates(feed, state, around);
        _ledger = parts.RegistryFolder is { } ledger
            ? new LedgerRecorder(ledger, delivery, LedgerAuthor.Of(Environment.GetEnvironmentVariable, parts.Clock))
            : null;
    }

    /// <summary>How often to look, without need of haste; null for at the start alone.</summary>
    public TimeSpan? Interval => _settings.Updates!.Interval;

    /// <summary>How soon the next look is due while a package is tried; null while none is.</summary>
    public TimeSpan? Haste => _updates.Haste;

    /// <summary>
    /// Version of the champion where this host cannot serve it, for it needs more memory or another device; null where it serves, and
    /// where it is refused for anything else.
    /// </summary>
    public string? Beyond => _updates.Beyond;

    /// <summary>Since when a package serves by its registry, whichever host took it first; null where no entry is known.</summary>
    /// <param name="digest">The package's digest.</param>
    public DateTimeOffset? SinceOf(string digest) => _updates.SinceOf(digest);

    /// <summary>Opens the registry that the settings name. The network is not used.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="stores">The host's stores.</param>
    /// <param name="oci">Opens repositories of OCI registries; null where this host reaches none.</param>
    /// <param name="clock">Gives the times.</param>
    /// <param name="tell">Takes what happens, for the log; must be quick.</param>
    /// <returns>Null where the settings name no registry.</returns>
    /// <exception cref="SettingsException">The registry or a key cannot be opened.</exception>
    public static HostUpdates? Create(
        CaptionSettings settings,
        BlobStores stores,
        Func<ModelReference, Result<IModelRegistry, PackageFailure>>? oci,
        TimeProvider clock,
        Action<UpdateStep> tell
    )
    {
        if (settings.Updates is not { } updates)
            return null;
        var reference = Fail(ModelReference.Parse(updates.From), failure => $"{SettingNames.ModelFrom}: {failure}");
        if (reference.Tag is not null)
            throw new SettingsException([$"{SettingNames.ModelFrom} is '{updates.From}': name the registry without a tag."]);
        var registry = Fail(new ModelRegistries(stores.Open, oci).Open(reference), failure => $"{SettingNames.ModelFrom}: {failure}");
        var folder = ModelRegistries.FolderOf(reference) is { } address ? stores.Open(address).Value : null;
        var state = updates.State is { } named ? stores.Open(named).Value : folder;
        return new HostUpdates(settings, registry, new HostUpdateParts(InstanceName.New(), folder, state, clock, tell));
    }

    /// <summary>What to start with: the package that the registry says, else the one that served last, else the models of the
    /// settings.</summary>
    public ModelSource FindStart()
    {
        using var limit = new CancellationTokenSource(_settings.Updates!.StartTimeout);
        try
        {
            var found = Task.Run(() => _updates.FindStartAsync(limit.Token)).GetAwaiter().GetResult();
            return found ?? new ModelSource(_settings.Models, Note: "no model package could be taken; the models of the settings serve");
        }
        catch (OperationCanceledException)
        {
            Tell(new UpdateStep(UpdateStep.Refused, null, null, "fail", "registry_slow: it was not read in time.", false));
            return new ModelSource(_settings.Models, Note: "the registry was not read in time; the models of the settings serve");
        }
    }

    /// <summary>Names the service whose models are kept.</summary>
    /// <param name="service">The service; it may start afterwards.</param>
    public void Attach(CaptionService service) => _updates.Attach(service);

    /// <summary>Looks once, and does what follows.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _updates.CheckAsync(cancellationToken);
        if (_ledger is not null && await _ledger.WriteAsync(cancellationToken) is { } unwritten)
            _tell(new UpdateStep(UpdateStep.Refused, null, null, null, $"ledger: {unwritten.Detail}", false));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _updates.Dispose();
        _registry.Dispose();
    }

    private void Tell(UpdateStep step)
    {
        _ledger?.Add(step, _settings.Updates!.From);
        _tell(step);
    }

    private static T Fail<T, TFailure>(Result<T, TFailure> result, Func<TFailure, string> text)
        where T : class
        where TFailure : class => result.TryGet(out var value, out var failure) ? value : throw new SettingsException([text(failure)]);
}
