using System.Collections.Concurrent;
using Serverless.Core;
using Serverless.LocalTargets.Control;
using Serverless.LocalTargets.Measures;
using Serverless.LocalTargets.Packages;
using Serverless.LocalTargets.State;

namespace Serverless.LocalTargets.Revisions;

/// <summary>The revisions of one target and who of them gets how much: what the control API changes and the front asks.</summary>
/// <param name="identity">What it is.</param>
/// <param name="files">Where the state is kept.</param>
/// <param name="clock">Gives the times.</param>
internal sealed partial class Target(TargetIdentity identity, StateFiles files, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly ConcurrentDictionary<string, Revision> _revisions = new();
    private RevisionRunner _runner = null!;
    private readonly HashSet<string> _resumed = []; // what the next start of this program brings back
    private bool _isEnding;

    public TargetIdentity Identity => identity;

    public Traffic Traffic { get; private set; } = Traffic.None;

    public IReadOnlyList<Revision> Revisions => [.. _revisions.Values.OrderBy(one => one.Definition.CreatedAt).ThenBy(one => one.Id)];

    /// <summary>Takes up what was there before this process: what ran is started, traffic is as it was.</summary>
    public void Restore(TargetState? state, RevisionRunner runner)
    {
        _runner = runner;
        if (state is null)
            return;
        Traffic = new Traffic(state.Traffic, state.TrafficVersion);
        foreach (var record in state.Revisions)
        {
            var revision = _revisions[record.Definition.Id] = new Revision(record.Definition, new RevisionMeter(clock));
            foreach (var process in record.Processes)
                process.Kill(); // left behind where the system could not end it with this program's predecessor
            revision.Set(record.State == RevisionState.Failed ? RevisionState.Failed : RevisionState.Stopped, record.Reason);
        }

        foreach (var record in state.Revisions.Where(one => one.State is RevisionState.Starting or RevisionState.Ready))
            _runner.Begin(_revisions[record.Definition.Id]);
        Save();
    }

    public Revision? Find(string id) => _revisions.GetValueOrDefault(id);

    /// <summary>Makes a revision and begins its start.</summary>
    /// <returns>The revision, and whether it is new: what is there already in the same form stays as it is.</returns>
    public async Task<Result<PutOutcome, Refusal>> PutAsync(string id, PutRevision body, CancellationToken cancellationToken)
    {
        if (!RevisionRules.Read(id, body, identity.IsEntry, clock).TryGet(out var definition, out var wrong))
            return wrong;
        if (SameOrConflict(definition) is { } known)
            return known;
        if (definition is { Package: { } package, Sha256: { } sha256 })
        {
            if (!(await PackageFolder.CheckAsync(package, sha256, cancellationToken)).TryGet(out var path, out wrong))
                return wrong;
            definition = definition with { Package = path };
        }

        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (_isEnding)
                return RevisionRules.Ending;
            if (SameOrConflict(definition) is { } meanwhile)
                return meanwhile;
            var revision = _revisions[id] = new Revision(definition, new RevisionMeter(clock));
            _runner.Begin(revision);
            return new PutOutcome(revision, IsNew: true);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Starts what is stopped or has failed; what runs goes on.</summary>
    public async Task<Result<Revision, Refusal>> StartAsync(string id)
    {
        await _changes.WaitAsync();
        try
        {
            if (_isEnding)
                return RevisionRules.Ending;
            if (Find(id) is not { } revision)
                return RevisionRules.Missing(id);
            if (revision.State == RevisionState.Draining)
                return new Refusal(409, "revision_draining", $"{id} is being stopped; start it when that is done.");
            if (revision.State is RevisionState.Stopped or RevisionState.Failed)
            {
                await revision.Running;
                _runner.Begin(revision);
            }

            return revision;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Takes the traffic away, waits for the requests in work, at most 30 s, and stops it.</summary>
    /// <param name="id">The revision.</param>
    /// <param name="isKept">It stays, stopped, to be started again.</param>
    public async Task<Result<RemovedView, Refusal>> RemoveAsync(string id, bool isKept)
    {
        Revision? revision;
        await _changes.WaitAsync();
        try
        {
            if ((revision = Find(id)) is null)
                return RevisionRules.Missing(id);
            if (revision.State == RevisionState.Draining)
                return new Refusal(409, "revision_draining", $"{id} is being stopped already.");
            lock (_lock)
                Traffic = Traffic.Without(id);
            revision.Set(RevisionState.Draining);
            Save();
        }
        finally
        {
            _changes.Release();
        }

        var isDrained = await revision.DrainAsync(DrainTimeout);
        await RevisionRunner.EndAsync(revision);
        revision.Models = null;
        revision.Set(RevisionState.Stopped);
        if (!isKept)
            _revisions.TryRemove(id, out _);
        Save();
        return new RemovedView(id, isKept, isDrained, Traffic.Weights, Traffic.Version);
    }

    /// <summary>Sets who gets how much.</summary>
    public async Task<Result<Traffic, Refusal>> SetTrafficAsync(PutTraffic body)
    {
        await _changes.WaitAsync();
        try
        {
            if (_isEnding)
                return RevisionRules.Ending;
            if (RevisionRules.WhyWrong(body, Traffic, Find) is { } wrong)
                return wrong;
            lock (_lock)
                Traffic = new Traffic(body.Weights!, Traffic.Version + 1);
            Save();
            return Traffic;
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>
    /// Ends all in order: no new requests, those in work are waited for, then every process. What ran runs again after the next start.
    /// </summary>
    public async Task EndAsync()
    {
        await _changes.WaitAsync();
        _isEnding = true;
        _changes.Release();
        var running = Revisions.Where(one => one.State is RevisionState.Ready or RevisionState.Starting).ToList();
        _resumed.UnionWith(running.Select(one => one.Id));
        foreach (var revision in running)
            revision.Set(RevisionState.Draining);
        await Task.WhenAll(
            running.Select(async revision =>
            {
                await revision.DrainAsync(DrainTimeout);
                await RevisionRunner.EndAsync(revision);
            })
        );
        foreach (var revision in running)
            revision.Set(RevisionState.Stopped);
        Save();
    }

    public void Dispose() => _changes.Dispose();

    private Result<PutOutcome, Refusal>? SameOrConflict(RevisionDefinition definition)
    {
        if (Find(definition.Id) is not { } known)
            return null;
        if (known.Definition.IsSameAs(definition))
            return new PutOutcome(known, IsNew: false);
        return new Refusal(
            409,
            "revision_exists",
            $"{definition.Id} exists with another content; a revision never changes: take another id, or delete it first."
        );
    }
}

/// <summary>What a target is.</summary>
/// <param name="Name">aws, azure, gcp, kubernetes, onprem or entry.</param>
/// <param name="Environment">dev, preprod or prod.</param>
/// <param name="ControlUrl">The control API.</param>
/// <param name="CaptionUrl">The front.</param>
internal sealed record TargetIdentity(string Name, string Environment, Uri ControlUrl, Uri CaptionUrl)
{
    public bool IsEntry => Name == "entry";
}

/// <summary>What became of a PUT.</summary>
internal sealed record PutOutcome(Revision Revision, bool IsNew);
