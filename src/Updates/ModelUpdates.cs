using Serverless.Core;
using Serverless.Core.Service;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Updates.Rollouts;

namespace Serverless.Updates;

/// <summary>
/// Keeps a host at what the registry says: loads packages beside what serves, tries them, lets them serve, and goes back. Whatever fails
/// leaves the old one serving and is told. One check at a time.
/// </summary>
internal sealed class ModelUpdates : IDisposable
{
    /// <summary>Rules that a package breaks where the machine is too small for it.</summary>
    private static readonly string[] NeedsMore = ["requires_memory", "requires_providers", "memory"];

    private readonly IModelFeed _feed;
    private readonly IRolloutState _state;
    private readonly UpdateSurroundings _around;
    private CaptionService? _attached;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HashSet<(string Digest, long Number)> _refused = [];
    private string? _serving,
        _version;
    private volatile RolloutWatch? _watch;
    private volatile AliasEntry? _taken;

    public ModelUpdates(IModelFeed feed, IRolloutState state, UpdateSurroundings around) =>
        (_feed, _state, _around) = (feed, state, around);

    /// <summary>The digest of the package that serves; null for the models of the settings.</summary>
    public string? Serving => _serving;

    /// <summary>When the entry was written by which a package serves; null where none that is known did, as at a start without the
    /// registry.</summary>
    /// <param name="digest">The package's.</param>
    public DateTimeOffset? SinceOf(string digest) => _taken is { } entry && entry.Digest == digest ? entry.At : null;

    /// <summary>Version of the champion where it needs more than this host has; null else.</summary>
    public string? Beyond { get; private set; }

    /// <summary>How soon the next check is due while a package is tried; null while none is.</summary>
    public TimeSpan? Haste => _watch is { } watch ? watch.Plan.Window / 4 : null;

    private CaptionService Service => _attached ?? throw new InvalidOperationException("No service is attached yet.");

    /// <summary>Names the service whose models are kept; it may start afterwards.</summary>
    public void Attach(CaptionService service)
    {
        _attached = service;
        service.OnAnswer += answer => _watch?.Take(answer);
    }

    /// <summary>Says what serves already, where the service was started with a package.</summary>
    public void Assume(string digest) => _serving = digest;

    /// <summary>Finds what a process starts with.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The package; null for the models of the settings, where there is none or it is refused.</returns>
    public async Task<ModelSource?> FindStartAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { } wanted)
            return await FindLastAsync(cancellationToken);
        foreach (var entry in (AliasEntry?[])[wanted.Serve, wanted.Serve is null ? wanted.Try : null])
        {
            if (entry is null || !(await OpenAsync(entry, cancellationToken)).TryGet(out var package, out _))
                continue;
            Keep(entry);
            if (entry == wanted.Try) // the first of its registry: nothing serves that it could be held against
                await DecideAsync(entry, RolloutOutcome.Success, true, "the first package of its registry", cancellationToken);
            return package.Source;
        }

        return null;
    }

    private async Task<ModelSource?> FindLastAsync(CancellationToken cancellationToken)
    {
        if (await _feed.FindLastAsync(cancellationToken) is not { } package)
            return null;
        _serving = package.Source.Digest;
        return package.Source;
    }

    private void Keep(AliasEntry entry)
    {
        (_serving, _version, _taken) = (entry.Digest, entry.Version, entry);
        Beyond = null;
        _feed.Remember(entry.Digest);
    }

    /// <summary>Looks once, and does what follows.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (await ReadAsync(cancellationToken) is not { } wanted)
                return;
            if (wanted.Serve is { } same && same.Digest == _serving)
                (Beyond, _taken) = (null, same); // it was taken back; and a start without the registry knew no entry
            if (wanted.Serve is { } serve && serve.Digest != _serving)
                await ServeAsync(serve, cancellationToken);
            if (_watch is { } watch && (wanted.Try is null || !IsSame(watch.Entry, wanted.Try)))
                Withdraw(watch, wanted.Serve?.Digest == watch.Entry.Digest ? null : "another entry stands in its place");
            if (_watch is null && wanted.Try is { } entry && !_refused.Contains((entry.Digest, entry.Number)))
                await BeginAsync(entry, cancellationToken);
            if (_watch is { } running)
                await JudgeAsync(running, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static bool IsSame(AliasEntry one, AliasEntry other) => one.Alias == other.Alias && one.Number == other.Number;

    private async Task<Wanted?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!(await _feed.ReadAsync(cancellationToken)).TryGet(out var state, out var failure))
            return Refuse(null, failure);
        if (!(await FindAsync(state.Champion, cancellationToken)).TryGet(out var champion, out failure))
            return Refuse(state.Champion, failure);
        if (!(await FindAsync(state.Candidate, cancellationToken)).TryGet(out var candidate, out failure))
            return Refuse(state.Candidate, failure);
        return Wanted.Of(state, champion.Document, candidate.Document);
    }

    private Wanted? Refuse(AliasEntry? entry, PackageFailure failure)
    {
        Tell(UpdateStep.Refused, entry, "fail", failure.ToString());
        return null;
    }

    private async Task<Result<Found<RolloutDecision>, PackageFailure>> FindAsync(AliasEntry? entry, CancellationToken cancellationToken)
    {
        if (entry is null)
            return new Found<RolloutDecision>(null);
        var found = await _state.FindDecisionAsync(entry, cancellationToken);
        return found.Value?.Document is { } decision && !decision.IsAbout(entry)
            ? PackageFailure.Refused("state", $"A decision about {entry.Alias} {entry.Number} is about another package.")
            : found;
    }

    private async Task<Result<OpenedPackage, PackageFailure>> OpenAsync(AliasEntry entry, CancellationToken cancellationToken)
    {
        var opened = await _feed.OpenAsync(entry, cancellationToken);
        var refusal = opened.TryGet(out var package, out var failure)
            ? MemoryCheck.Check(package.MemoryMiB, _around.MemoryLimitBytes(), _around.MemoryUsedBytes())
            : failure;
        if (refusal is null)
            return opened;
        if (refusal.Kind != PackageFailureKind.TryAgain)
            _refused.Add((entry.Digest, entry.Number));
        if (entry.Alias == AliasNames.Champion)
            Beyond = NeedsMore.Contains(refusal.Rule) ? entry.Version : null;
        Tell(UpdateStep.Refused, entry, "fail", refusal.ToString());
        return refusal;
    }

    /// <summary>Loads beside, warms, switches.</summary>
    private async Task ServeAsync(AliasEntry entry, CancellationToken cancellationToken)
    {
        if (Service.Challenge is { } challenge && _watch?.Entry.Digest == entry.Digest)
        {
            _watch = null;
            Service.Serve(challenge.Model);
        }
        else
        {
            if (_refused.Contains((entry.Digest, entry.Number)) || await LoadAsync(entry, cancellationToken) is not { } loaded)
                return;
            _watch = null;
            Service.Serve(loaded.Model);
        }

        Keep(entry);
        Tell(UpdateStep.Served, entry, null, entry.Why);
    }

    private async Task<Loaded?> LoadAsync(AliasEntry entry, CancellationToken cancellationToken)
    {
        if (!(await OpenAsync(entry, cancellationToken)).TryGet(out var package, out _))
            return null;
        try
        {
            return new Loaded(await Task.Run(() => Service.Load(package.Source), cancellationToken), package.Policy);
        }
        catch (InvalidDataException error)
        {
            _refused.Add((entry.Digest, entry.Number));
            Tell(UpdateStep.Refused, entry, "fail", $"load: {StartError.Of(error)}");
            return null;
        }
    }

    private async Task BeginAsync(AliasEntry entry, CancellationToken cancellationToken)
    {
        if (await LoadAsync(entry, cancellationToken) is not { } loaded)
        {
            if (_refused.Contains((entry.Digest, entry.Number)))
                await DecideAsync(entry, RolloutOutcome.Failure, false, "it was refused before it served anybody", cancellationToken);
            return;
        }

        if (loaded.Policy.Mode == RolloutMode.Immediate)
        {
            Try(entry, loaded, _around.Clock.GetUtcNow(), share: 0);
            await PassAsync(entry, loaded.Policy, "its policy asks for no trial", cancellationToken);
            return;
        }

        var started = await _state.StartAsync(entry, new RolloutStart(_around.Clock.GetUtcNow(), _around.Instance), cancellationToken);
        if (!started.TryGet(out var start, out var failure))
        {
            loaded.Model.Retire();
            Tell(UpdateStep.Refused, entry, "fail", failure.ToString());
            return;
        }

        Try(entry, loaded, start.Document.At, loaded.Policy.Share);
        Tell(UpdateStep.Tried, entry, null, Text($"{loaded.Policy.Mode} of {loaded.Policy.Share:0.##}"), start.IsOurs);
    }

    private void Try(AliasEntry entry, Loaded loaded, DateTimeOffset start, double share)
    {
        var mode = loaded.Policy.Mode == RolloutMode.Shadow ? ChallengeMode.Shadow : ChallengeMode.Canary;
        _watch = new RolloutWatch(entry, loaded.Policy, start, _around.Clock);
        Service.Try(new ModelChallenge(loaded.Model, mode, share));
    }

    private void Withdraw(RolloutWatch watch, string? why)
    {
        _watch = null;
        Service.Try(null);
        if (why is not null)
            Tell(UpdateStep.Withdrawn, watch.Entry, null, why);
    }

    private async Task JudgeAsync(RolloutWatch watch, CancellationToken cancellationToken)
    {
        for (; watch.Written < watch.Now; watch.Written++)
        {
            if (await _state.WriteWindowAsync(watch.Entry, watch.Written, watch.Of(watch.Written), cancellationToken) is { } unwritten)
            {
                Tell(UpdateStep.Refused, watch.Entry, "fail", unwritten.ToString());
                return;
            }
        }

        while (watch.Judged < watch.Complete)
        {
            var read = await _state.ReadWindowAsync(watch.Entry, watch.Judged, cancellationToken);
            if (!read.TryGet(out var figures, out var failure))
            {
                Tell(UpdateStep.Refused, watch.Entry, "fail", failure.ToString());
                return;
            }

            watch.Judged++;
            if (await IsOverAsync(watch, WindowAnalysis.Judge(figures, watch.Plan), cancellationToken))
                return;
        }
    }

    /// <summary>Whether the rollout ended with this window.</summary>
    private async Task<bool> IsOverAsync(RolloutWatch watch, WindowVerdict verdict, CancellationToken cancellationToken)
    {
        watch.Passed += verdict.Outcome == RolloutOutcome.Success ? 1 : 0;
        if (verdict.Outcome == RolloutOutcome.Failure)
        {
            await DecideAsync(watch.Entry, RolloutOutcome.Failure, false, verdict.Why, cancellationToken);
            return true;
        }

        if (watch.Passed >= watch.Plan.Windows)
        {
            await PassAsync(watch.Entry, watch.Plan, verdict.Why, cancellationToken);
            return true;
        }

        if (watch.Judged < watch.Plan.MaxWindows)
            return false;
        await DecideAsync(watch.Entry, RolloutOutcome.NoData, false, $"too little traffic: {verdict.Why}", cancellationToken);
        return true;
    }

    /// <summary>A champion serves once it passed; a candidate only where it is a patch and its policy says so.</summary>
    private async Task PassAsync(AliasEntry entry, RolloutPlan plan, string why, CancellationToken cancellationToken)
    {
        var isPatch = PatchRule.IsPatch(_version ?? Service.Models?.Identity.Version, entry);
        var serves = entry.Alias == "champion" || (plan.PatchesByThemselves && isPatch);
        await DecideAsync(entry, RolloutOutcome.Success, serves, why, cancellationToken);
    }

    private async Task DecideAsync(AliasEntry entry, RolloutOutcome outcome, bool serves, string why, CancellationToken cancellationToken)
    {
        var now = _around.Clock.GetUtcNow();
        var by = _around.Instance;
        var (alias, number, version, digest) = (entry.Alias, entry.Number, entry.Version, entry.Digest);
        var ours = new RolloutDecision(alias, number, version, digest, outcome, serves, why, now, by);
        if (!(await _state.DecideAsync(entry, ours, cancellationToken)).TryGet(out var settled, out var failure))
        {
            if (_watch is { } undecided)
                Withdraw(undecided, $"it cannot be decided now: {failure}"); // the next check begins again
            return;
        }

        var decision = settled.Document;
        Tell(UpdateStep.Canary, entry, VerdictOf(decision.Outcome), decision.Why, settled.IsOurs);
        if (decision.Serves && _watch is not null && Service.Challenge is not null)
            await ServeAsync(entry, cancellationToken);
        else if (!decision.Serves && _watch is { } watch && IsSame(watch.Entry, entry))
            Withdraw(watch, null);
        if (settled.IsOurs)
            await MovePointerAsync(entry, decision, cancellationToken);
    }

    /// <summary>Once for all instances: the alias follows the decision, so that everybody who reads it sees what serves.</summary>
    private async Task MovePointerAsync(AliasEntry entry, RolloutDecision decision, CancellationToken cancellationToken)
    {
        if (decision.Serves && entry.Alias != "champion")
        {
            var unmoved = await _feed.PromoteAsync(entry, $"passed by its own policy: {decision.Why}", cancellationToken);
            Tell(UpdateStep.Promoted, entry, "pass", unmoved is null ? decision.Why : $"by decision alone: {unmoved}", true);
        }
        else if (decision is { Serves: false, Outcome: RolloutOutcome.Failure } && entry.Alias == "champion")
        {
            var unmoved = await _feed.RollBackAsync(entry, decision.Why, cancellationToken);
            Tell(UpdateStep.RolledBack, entry, "fail", unmoved is null ? decision.Why : $"by decision alone: {unmoved}", true);
        }
    }

    private static string VerdictOf(RolloutOutcome outcome) =>
        outcome switch
        {
            RolloutOutcome.Success => "pass",
            RolloutOutcome.Failure => "fail",
            _ => "no-data",
        };

    private void Tell(string kind, AliasEntry? entry, string? outcome, string why, bool isFirst = false) =>
        _around.Tell(new UpdateStep(kind, entry?.Version, entry?.Digest, outcome, why, isFirst));

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Loaded(ServedModel Model, RolloutPlan Policy);
}
