using Serverless.Core;
using Serverless.Ledger;

namespace Serverless.Delivery.Migration.Entries;

/// <summary>What callers reach: a name or a balancer that hands them to one target or the other.</summary>
internal interface IEntry
{
    /// <summary>Where the traffic goes now: it is noted before anything is switched.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Result<EntryState, DeliveryFailure>> FindAsync(CancellationToken cancellationToken);

    /// <summary>Sends all traffic to the destination; asking twice does no harm.</summary>
    /// <param name="cancellationToken">Ends it; whether the traffic moved is then not known.</param>
    /// <returns>Null when it goes there.</returns>
    Task<DeliveryFailure?> SwitchAsync(CancellationToken cancellationToken);

    /// <summary>Puts the traffic back.</summary>
    /// <param name="before">What <see cref="FindAsync"/> gave.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<DeliveryFailure?> RestoreAsync(EntryState before, CancellationToken cancellationToken);
}

/// <summary>Where the traffic goes.</summary>
/// <param name="Text">As the entry itself writes it.</param>
/// <param name="Advice">What the operator has to do by hand to switch it; "" for nothing.</param>
internal sealed record EntryState(string Text, string Advice = "");
