using Serverless.Core;

namespace Serverless.Delivery.Migration.Entries;

/// <summary>What callers reach: a name or a balancer that hands them to one target or the other.</summary>
internal interface IEntry
{
    /// <summary>Sends all traffic to a target.</summary>
    /// <param name="target">The target's name.</param>
    /// <param name="cancellationToken">Ends it; whether the traffic moved is then not known, and asking again does no harm.</param>
    /// <returns>What is needed to take it back.</returns>
    Task<Result<EntryState, DeliveryFailure>> SwitchAsync(string target, CancellationToken cancellationToken);

    /// <summary>Puts the traffic back.</summary>
    /// <param name="before">What <see cref="SwitchAsync"/> gave.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<DeliveryFailure?> RestoreAsync(EntryState before, CancellationToken cancellationToken);
}

/// <summary>Where the traffic went before.</summary>
/// <param name="Text">As the entry itself writes it.</param>
/// <param name="Advice">What the operator has to do by hand; "" for nothing.</param>
internal sealed record EntryState(string Text, string Advice = "");
