using Serverless.Delivery.Targets;
using Serverless.Ledger;
using Serverless.Ledger.Leases;

namespace Serverless.Delivery.Rollouts;

/// <summary>What rollouts work with.</summary>
/// <param name="Delivery">Ledger, releases, keys.</param>
/// <param name="Target">Where releases go.</param>
/// <param name="Place">Which that is.</param>
/// <param name="Settings">The settings of revisions there.</param>
/// <param name="Policy">What must hold.</param>
/// <param name="Lease">How the target is taken.</param>
/// <param name="CacheFolder">Where copies of packages go.</param>
/// <param name="NewRun">Names a rollout.</param>
/// <param name="Say">Tells the operator what happens, a line each.</param>
internal sealed record RolloutScope(
    DeliveryContext Delivery,
    IDeploymentTarget Target,
    RolloutPlace Place,
    IReadOnlyDictionary<string, string> Settings,
    RolloutPolicy Policy,
    LeaseOptions Lease,
    string CacheFolder,
    Func<string> NewRun,
    Action<string> Say
)
{
    /// <summary>The ledger.</summary>
    public DeliveryLedger Ledger => Delivery.Ledger;

    /// <summary>What the ledger says about this place.</summary>
    public RolloutHistory History => RolloutHistory.Of(Ledger.Entries, Place.Environment, Place.Target);

    /// <summary>An entry about this place.</summary>
    public LedgerEntry Entry(string kind, string? version, string run, string? revision) =>
        new()
        {
            Kind = kind,
            Version = version,
            Environment = Place.Environment,
            Target = Place.Target,
            Run = run,
            Revision = revision,
        };
}

/// <summary>A target of an environment.</summary>
/// <param name="Environment">dev, preprod or prod.</param>
/// <param name="Target">aws, azure, gcp, kubernetes or onprem.</param>
internal sealed record RolloutPlace(string Environment, string Target)
{
    public override string ToString() => $"{Environment}/{Target}";
}
