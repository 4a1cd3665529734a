using Serverless.Delivery.Migration;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Migration;

/// <summary>A target that captions, or does not.</summary>
internal sealed class FixedSmoke(DeliveryFailure? failure) : ITargetSmoke
{
    public Task<DeliveryFailure?> TryAsync(CancellationToken cancellationToken) => Task.FromResult(failure);
}
