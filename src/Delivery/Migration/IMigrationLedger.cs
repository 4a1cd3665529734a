using Serverless.Ledger;

namespace Serverless.Delivery.Migration;

/// <summary>Takes what a migration did into the ledger of deployments.</summary>
internal interface IMigrationLedger
{
    /// <summary>Appends an entry of kind <c>migrated</c>.</summary>
    /// <param name="plan">The migration.</param>
    /// <param name="what">What was done, in plain words.</param>
    /// <param name="manifest">SHA-256 of the manifest it rests on; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<DeliveryFailure?> AppendAsync(MigrationPlan plan, string what, string? manifest, CancellationToken cancellationToken);
}
