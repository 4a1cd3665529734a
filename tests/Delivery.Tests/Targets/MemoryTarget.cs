using System.Text.Json;
using Serverless.Core;
using Serverless.Delivery.Targets;
using Serverless.Ledger;
using Serverless.Testing;

namespace Serverless.Delivery.Tests.Targets;

/// <summary>A target in memory. What it keeps survives the death of whoever drives it.</summary>
internal sealed class MemoryTarget(TestClock clock) : IDeploymentTarget
{
    private readonly Dictionary<string, TargetRevision> _revisions = [];
    private readonly Dictionary<string, List<DateTimeOffset>> _probes = [];

    public TargetCapabilities Capabilities { get; set; } = TargetCapabilities.All;

    /// <summary>Called before and after each call with its name; throws to kill the caller.</summary>
    public Action<string> OnCall { get; set; } = _ => { };

    /// <summary>What a call answers in place of doing its work; null to do it.</summary>
    public Func<string, TargetFailure?> Fault { get; set; } = _ => null;

    /// <summary>How revisions of a version behave.</summary>
    public Dictionary<string, Behavior> Behaviors { get; } = [];

    /// <summary>Requests a minute that callers send.</summary>
    public int CallersPerMinute { get; set; } = 600;

    public IReadOnlyCollection<TargetRevision> Revisions => _revisions.Values;

    /// <summary>Percent of the traffic that had nowhere to go, at its worst.</summary>
    public int MaxUnserved { get; private set; }

    public ModelReference Model { get; set; } = new("caption-base", "1.0.0", "");

    public TargetRevision Live => Assert.Single(_revisions.Values, revision => revision.Weight == 100);

    public Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken) =>
        Ask<TargetState>("state", () => new TargetState([.. _revisions.Values], "http://target/"), cancellationToken);

    public Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken) =>
        Do(
            "create",
            () =>
                _revisions.TryAdd(
                    revision.Id,
                    new TargetRevision(
                        revision.Id,
                        revision.Version,
                        BehaviorOf(revision.Version).Status,
                        0,
                        revision.PackageSha256,
                        "settings of " + revision.Id
                    )
                ),
            cancellationToken
        );

    public Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken) =>
        Do("start", () => Change(id, revision => revision with { Status = BehaviorOf(revision.Version!).Status }), cancellationToken);

    public Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken)
    {
        Assert.Equal(100, weights.Values.Sum());
        return Do(
            "shift",
            () =>
            {
                foreach (var id in _revisions.Keys.ToList())
                    Change(id, revision => revision with { Weight = weights.GetValueOrDefault(id) });
                NoteUnserved();
            },
            cancellationToken
        );
    }

    public Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken) =>
        Do(
            "remove",
            () =>
            {
                if (keep)
                    Change(id, revision => revision with { Status = RevisionStatus.Stopped, Weight = 0 });
                else
                    _revisions.Remove(id);
                NoteUnserved();
            },
            cancellationToken
        );

    public Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Ask<TargetMetrics>(
            "metrics",
            () => new TargetMetrics(_revisions.Values.ToDictionary(revision => revision.Id, revision => Measure(revision, since))),
            cancellationToken
        );

    public Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken) =>
        Ask<ProbeResponse>(
            "send",
            () =>
            {
                var behavior = BehaviorOf(_revisions[id].Version!);
                if (!_probes.TryGetValue(id, out var times))
                    _probes[id] = times = [];
                times.Add(clock.GetUtcNow());
                clock.Advance(TimeSpan.FromMilliseconds(1));
                return request switch
                {
                    { Path: "/v1/nowhere" } => new ProbeResponse(404, []),
                    { Body.Length: 0 } => new ProbeResponse(400, []),
                    _ => new ProbeResponse(behavior.SmokeStatus, Caption(behavior)),
                };
            },
            cancellationToken
        );

    /// <summary>A change by hand, behind everybody's back.</summary>
    public void ChangeByHand(string id, Func<TargetRevision, TargetRevision> change) => Change(id, change);

    public void AddByHand(TargetRevision revision) => _revisions[revision.Id] = revision;

    private byte[] Caption(Behavior behavior)
    {
        var model = new
        {
            name = Model.Name,
            version = Model.Version,
            digest = behavior.ModelDigest ?? Model.Digest,
        };
        return JsonSerializer.SerializeToUtf8Bytes(new { verdict = "good", model });
    }

    private RevisionMetrics Measure(TargetRevision revision, DateTimeOffset since)
    {
        var behavior = BehaviorOf(revision.Version!);
        var minutes = (clock.GetUtcNow() - since).TotalMinutes;
        var asked = _probes.GetValueOrDefault(revision.Id)?.Count(time => time >= since) ?? 0;
        var requests = (long)(minutes * CallersPerMinute * revision.Weight / 100) + asked;
        var (errors, refused) = ((long)(requests * behavior.ErrorShare), (long)(requests * behavior.RefusedShare));
        return new RevisionMetrics(requests, errors, 0, requests - errors - refused, refused, behavior.LatencyP95Ms);
    }

    private Behavior BehaviorOf(string version) => Behaviors.GetValueOrDefault(version) ?? new Behavior();

    private void Change(string id, Func<TargetRevision, TargetRevision> change)
    {
        if (_revisions.TryGetValue(id, out var revision))
            _revisions[id] = change(revision);
    }

    private void NoteUnserved()
    {
        var served = _revisions.Values.Where(revision => revision.Status == RevisionStatus.Ready).Sum(revision => revision.Weight);
        MaxUnserved = Math.Max(MaxUnserved, 100 - served);
    }

    private Task<TargetFailure?> Do(string name, Action work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OnCall("before " + name);
        if (Fault(name) is { } failure)
            return Task.FromResult<TargetFailure?>(failure);
        work();
        OnCall("after " + name);
        return Task.FromResult<TargetFailure?>(null);
    }

    private Task<Result<T, TargetFailure>> Ask<T>(string name, Func<T> work, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        OnCall("before " + name);
        if (Fault(name) is { } failure)
            return Task.FromResult<Result<T, TargetFailure>>(failure);
        return Task.FromResult<Result<T, TargetFailure>>(work());
    }
}

/// <summary>How revisions of a version behave.</summary>
internal sealed record Behavior
{
    public RevisionStatus Status { get; init; } = RevisionStatus.Ready;

    public int SmokeStatus { get; init; } = 200;

    public string? ModelDigest { get; init; }

    public double ErrorShare { get; init; }

    public double RefusedShare { get; init; }

    public double LatencyP95Ms { get; init; } = 100;
}
