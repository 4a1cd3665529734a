namespace Serverless.Delivery.Migration;

/// <summary>Says it on standard error.</summary>
internal sealed class LedgerOfMigrations : IMigrationLedger
{
    public async Task<DeliveryFailure?> AppendAsync(MigrationPlan plan, string what, string? manifest, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"{plan.Id}: {what}{(manifest is null ? "" : $", manifest sha256 {manifest}")}");
        return null;
    }
}
