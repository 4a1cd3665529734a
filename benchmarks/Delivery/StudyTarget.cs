using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serverless.Core;
using Serverless.Delivery.Targets;
using Serverless.Ledger;
using Serverless.Testing;

namespace Serverless.Benchmarks.Delivery;

/// <summary>How a package behaves.</summary>
/// <param name="Starts">Whether its host starts.</param>
/// <param name="ErrorShare">Share of requests that fail.</param>
/// <param name="Model">What it answers with; null for the release's own.</param>
internal sealed record PackageBehavior(bool Starts = true, double ErrorShare = 0, ModelReference? Model = null);

/// <summary>
/// A target in memory with callers: revisions, weights, and what became of each request. What a host would do is told by its package, its
/// settings and its rights.
/// </summary>
/// <param name="clock">The run's clock.</param>
/// <param name="holdsUnready">Whether the platform gives no traffic to what is not ready.</param>
internal sealed class StudyTarget(TestClock clock, bool holdsUnready) : IDeploymentTarget
{
    private const int CallersPerMinute = 600;

    private readonly Dictionary<string, (TargetRevision Revision, RevisionSpec Spec)> _revisions = [];
    private readonly Dictionary<string, (double Requests, double Errors)> _served = [];
    private int _calls;

    public TargetCapabilities Capabilities => TargetCapabilities.All;

    /// <summary>By the package's digest.</summary>
    public Dictionary<string, PackageBehavior> Packages { get; init; } = [];

    /// <summary>What a good package answers with.</summary>
    public ModelReference Model { get; set; } = new("caption-base", "1.0.0", "");

    /// <summary>Whether the identity may read the store; half of the requests name a stored picture.</summary>
    public bool HasRights { get; set; } = true;

    /// <summary>The call at which whoever drives it is gone; 0 for none.</summary>
    public int KilledAt { get; set; }

    /// <summary>Requests of callers that were not answered as they should be.</summary>
    public double BadRequests { get; private set; }

    /// <summary>The version with all traffic; null where there is none.</summary>
    public string? Serving => _revisions.Values.FirstOrDefault(pair => pair.Revision.Weight == 100).Revision?.Version;

    /// <summary>The digest of what serves.</summary>
    public string? ServingPackage => _revisions.Values.FirstOrDefault(pair => pair.Revision.Weight == 100).Revision?.PackageSha256;

    /// <summary>Whether anything that serves is not as it should be.</summary>
    public bool IsHurt => _revisions.Values.Any(pair => pair.Revision.Weight > 0 && BadShare(pair.Revision, pair.Spec) > 0);

    /// <summary>Time passes, callers call.</summary>
    public void Elapse(TimeSpan time)
    {
        foreach (var (revision, spec) in _revisions.Values.Where(pair => pair.Revision.Weight > 0))
        {
            var requests = time.TotalMinutes * CallersPerMinute * revision.Weight / 100;
            BadRequests += requests * BadShare(revision, spec);
            var (before, errors) = _served.GetValueOrDefault(revision.Id);
            _served[revision.Id] = (before + requests, errors + requests * ErrorShare(revision, spec));
        }
    }

    /// <summary>Somebody changes a setting of what serves, by hand.</summary>
    public void Drift()
    {
        var (id, (revision, spec)) = _revisions.First(pair => pair.Value.Revision.Weight == 100);
        _revisions[id] = (revision with { SettingsSha256 = DigestOf("by hand") }, spec);
    }

    public Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken)
    {
        Call();
        return Task.FromResult<Result<TargetState, TargetFailure>>(
            new TargetState([.. _revisions.Values.Select(pair => pair.Revision)], "http://target/")
        );
    }

    public Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken)
    {
        Call();
        var settings = string.Join('\n', revision.Settings.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        var isWhole = revision.Settings.GetValueOrDefault("CAPTION_AUTH") != "keys" || revision.Settings.ContainsKey("CAPTION_KEYS_FILE");
        var status = isWhole && BehaviorOf(revision.PackageSha256).Starts ? RevisionStatus.Ready : RevisionStatus.Failed;
        _revisions.TryAdd(
            revision.Id,
            (
                new TargetRevision(
                    revision.Id,
                    revision.Version,
                    status,
                    0,
                    revision.PackageSha256,
                    DigestOf(settings),
                    Reason: "it ended"
                ),
                revision
            )
        );
        return Done();
    }

    public Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken)
    {
        Call();
        Change(id, revision => revision with { Status = RevisionStatus.Ready });
        return Done();
    }

    public Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken)
    {
        Call();
        if (holdsUnready && weights.Any(pair => pair.Value > 0 && _revisions[pair.Key].Revision.Status != RevisionStatus.Ready))
            return Task.FromResult<TargetFailure?>(TargetFailure.Refused("the revision is not ready"));
        foreach (var id in _revisions.Keys.ToList())
            Change(id, revision => revision with { Weight = weights.GetValueOrDefault(id) });
        return Done();
    }

    public Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken)
    {
        Call();
        if (keep)
            Change(id, revision => revision with { Status = RevisionStatus.Stopped, Weight = 0 });
        else
            _revisions.Remove(id);
        return Done();
    }

    public Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        Call();
        var metrics = new TargetMetrics(_revisions.Values.ToDictionary(pair => pair.Revision.Id, pair => Measure(pair, since)));
        return Task.FromResult<Result<TargetMetrics, TargetFailure>>(metrics);
    }

    public Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken)
    {
        Call();
        var (revision, spec) = _revisions[id];
        var model = BehaviorOf(spec.PackageSha256).Model ?? Model;
        var caption = new
        {
            verdict = "good",
            model = new
            {
                name = model.Name,
                version = model.Version,
                digest = model.Digest,
            },
        };
        var answer = request switch
        {
            _ when revision.Status != RevisionStatus.Ready => new ProbeResponse(503, []),
            { Path: "/v1/nowhere" } => new ProbeResponse(404, []),
            { Body.Length: 0 } => new ProbeResponse(400, []),
            _ => new ProbeResponse(200, JsonSerializer.SerializeToUtf8Bytes(caption)),
        };
        return Task.FromResult<Result<ProbeResponse, TargetFailure>>(answer);
    }

    public static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private PackageBehavior BehaviorOf(string sha256) => Packages.GetValueOrDefault(sha256) ?? new PackageBehavior();

    private double ErrorShare(TargetRevision revision, RevisionSpec spec) =>
        revision.Status != RevisionStatus.Ready ? 1
        : HasRights ? BehaviorOf(spec.PackageSha256).ErrorShare
        : 0.5;

    private double BadShare(TargetRevision revision, RevisionSpec spec) =>
        BehaviorOf(spec.PackageSha256).Model is null ? ErrorShare(revision, spec) : 1;

    private RevisionMetrics Measure((TargetRevision Revision, RevisionSpec Spec) pair, DateTimeOffset since)
    {
        var minutes = Math.Max(0, (clock.GetUtcNow() - since).TotalMinutes);
        var requests = (long)(minutes * CallersPerMinute * pair.Revision.Weight / 100);
        var errors = (long)(requests * ErrorShare(pair.Revision, pair.Spec));
        return new RevisionMetrics(requests, errors, 0, requests - errors, 0, 100);
    }

    private void Change(string id, Func<TargetRevision, TargetRevision> change)
    {
        if (_revisions.TryGetValue(id, out var pair))
            _revisions[id] = (change(pair.Revision), pair.Spec);
    }

    private void Call()
    {
        if (++_calls == KilledAt)
            throw new InterruptedException();
    }

    /// <summary>Counts calls from here.</summary>
    public void CountFromHere() => _calls = 0;

    private static Task<TargetFailure?> Done() => Task.FromResult<TargetFailure?>(null);
}

/// <summary>Whoever deploys is gone.</summary>
internal sealed class InterruptedException : Exception;
