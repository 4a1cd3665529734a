using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Migration;

/// <summary>The ledger of deployments, as migrations write to it.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="environment">dev, preprod or prod; told only of targets.</param>
internal sealed class LedgerOfMigrations(DeliveryLedger ledger, string environment) : IMigrationLedger
{
    public Task<DeliveryFailure?> AppendAsync(MigrationPlan plan, string what, string? manifest, CancellationToken cancellationToken)
    {
        var isTarget = TargetNames.All.Contains(plan.From, StringComparer.Ordinal);
        var entry = new LedgerEntry
        {
            Kind = EntryKind.Migrated,
            Environment = isTarget ? environment : null,
            Target = isTarget ? plan.From : null,
            To = plan.To,
            Run = plan.Id,
            Why = what,
            Evidence = manifest is null ? null : [new Evidence("manifest", manifest)],
        };
        return ledger.AppendAsync(entry, cancellationToken);
    }
}
