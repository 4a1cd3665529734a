using Serverless.Core;
using Serverless.Ledger;

namespace Serverless.Delivery.Migration.Entries;

/// <summary>No entry that this program can change: the operator is told which record to change.</summary>
/// <param name="from">The source's name, and its address where it is known.</param>
/// <param name="to">The destination's.</param>
internal sealed class NoEntry(string from, string to) : IEntry
{
    public Task<Result<EntryState, DeliveryFailure>> FindAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Result<EntryState, DeliveryFailure>>(
            new EntryState(
                from,
                $"Traffic is yours to switch: point the record (DNS name, CDN origin or balancer's backend) that names {from} at {to}; "
                    + "then run this again: what came to the old store meanwhile is copied and told."
            )
        );

    public Task<DeliveryFailure?> SwitchAsync(CancellationToken cancellationToken) => Task.FromResult<DeliveryFailure?>(null);

    public async Task<DeliveryFailure?> RestoreAsync(EntryState before, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"Traffic is yours to switch back: point the record that names {to} at {from}.");
        return null;
    }
}
