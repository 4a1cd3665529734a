using Serverless.Delivery.Releases;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Gates;

/// <summary>What must hold before a release goes to an environment. Each gate reads the ledger; none can be talked out of it.</summary>
/// <param name="delivery">Ledger, releases, keys.</param>
/// <param name="policy">How many good runs.</param>
internal sealed class DeployGates(DeliveryContext delivery, RolloutPolicy policy)
{
    public const string Tested = "tested",
        Scanned = "scanned",
        Golden = "golden",
        Signature = "signature",
        Earlier = "earlier-environment",
        GoodRuns = "good-runs",
        Budget = "budget";

    /// <summary>Those that can be asked for by name.</summary>
    public static IReadOnlyList<string> Names { get; } = [Tested, Scanned, Golden, Signature, Earlier, GoodRuns, Budget];

    /// <summary>The first gate that is closed; null where all are open.</summary>
    public async Task<ClosedGate?> CheckAsync(Release release, string environment, string target, CancellationToken cancellationToken)
    {
        foreach (var gate in Names)
        {
            if (await CheckAsync(gate, release, environment, target, cancellationToken) is { } why)
                return new ClosedGate(gate, why);
        }

        return null;
    }

    /// <summary>Why one gate is closed; null where it is open.</summary>
    /// <param name="gate">One of <see cref="Names"/>.</param>
    /// <param name="release">The release.</param>
    /// <param name="environment">Where it goes.</param>
    /// <param name="target">The target; null for all that the release reached in the environment before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<string?> CheckAsync(
        string gate,
        Release release,
        string environment,
        string? target,
        CancellationToken cancellationToken
    ) =>
        gate switch
        {
            Tested => VerdictFault(release.Version, EntryKind.Tested, isRequired: true),
            Scanned => VerdictFault(release.Version, EntryKind.Scanned, isRequired: false),
            Golden => VerdictFault(release.Version, EntryKind.Golden, isRequired: false),
            Signature => await SignatureFaultAsync(release, cancellationToken),
            Earlier => environment == "preprod" ? EarlierFault(release.Version, target) : null,
            GoodRuns => environment == "prod" ? GoodRunsFault(release.Version, target) : null,
            _ => BudgetFault(release.Version, environment),
        };

    /// <summary>Says in the ledger that a gate was closed.</summary>
    public Task<DeliveryFailure?> SayAsync(
        ClosedGate gate,
        string version,
        string? environment,
        string? target,
        CancellationToken cancellationToken
    ) =>
        delivery.Ledger.AppendAsync(
            new LedgerEntry
            {
                Kind = EntryKind.GateClosed,
                Version = version,
                Environment = environment,
                Target = target,
                Verdict = "fail",
                Why = $"{gate.Name}: {gate.Why}",
            },
            cancellationToken
        );

    private string? VerdictFault(string version, string kind, bool isRequired)
    {
        var last = delivery.Ledger.Entries.LastOrDefault(entry => entry.Kind == kind && entry.Version == version);
        return last switch
        {
            null when isRequired => $"{version} was never {kind}: `delivery record {kind}` says that it was.",
            { Verdict: not "pass" } => FormattableString.Invariant($"{version} did not pass: entry {last.Number} says {last.Verdict}."),
            _ => null,
        };
    }

    private async Task<string?> SignatureFaultAsync(Release release, CancellationToken cancellationToken) =>
        delivery.Keys is { AreSignaturesRequired: true, Trusted: { } trusted }
            ? (await delivery.Releases.VerifyAsync(release, trusted, cancellationToken))?.Detail
            : null;

    private string? EarlierFault(string version, string? target)
    {
        var missing = TargetsOf(target, "dev", version).Where(one => HistoryOf("dev", one).GoodRuns(version) == 0).ToList();
        return missing.Count == 0 ? null : $"{version} was not promoted in dev on {string.Join(", ", missing)}: deploy it there first.";
    }

    private string? GoodRunsFault(string version, string? target)
    {
        var runs = TargetsOf(target, "preprod", version).Select(one => (Target: one, Runs: HistoryOf("preprod", one).GoodRuns(version)));
        var few = runs.Where(run => run.Runs < policy.GoodRuns).Select(run => FormattableString.Invariant($"{run.Runs} on {run.Target}"));
        return few.ToList() is { Count: > 0 } list
            ? FormattableString.Invariant($"{version} has {string.Join(", ", list)} of {policy.GoodRuns} good runs in pre-production. ")
                + "Each `deploy --environment preprod` that ends well is one, of what runs there already too."
            : null;
    }

    /// <summary>The target asked about; without one those that the version reached, or all where it reached none.</summary>
    private IReadOnlyList<string> TargetsOf(string? target, string environment, string version)
    {
        if (target is not null)
            return [target];
        var reached = TargetNames.All.Where(one => HistoryOf(environment, one).LastServed(version) is not null).ToList();
        return reached.Count > 0 ? reached : TargetNames.All;
    }

    private string? BudgetFault(string version, string environment)
    {
        var last = delivery.Ledger.Entries.LastOrDefault(entry =>
            entry.Kind == EntryKind.Costed && entry.Version == version && entry.Environment == environment
        );
        return last is { Verdict: not "pass" }
            ? FormattableString.Invariant($"{environment} would cost more than its budget: entry {last.Number}.")
            : null;
    }

    private RolloutHistory HistoryOf(string environment, string target) => RolloutHistory.Of(delivery.Ledger.Entries, environment, target);
}

/// <summary>A gate that said no.</summary>
/// <param name="Name">Which.</param>
/// <param name="Why">Why.</param>
internal sealed record ClosedGate(string Name, string Why);
