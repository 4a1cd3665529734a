using Serverless.Archives.Work;

namespace Serverless.Archives.Costs;

/// <summary>Counts what this worker has cost so far, and stops the run when the cost limit is reached.</summary>
/// <param name="price">The worker's price.</param>
/// <param name="currency">Its currency.</param>
/// <param name="maxCost">Maximum cost of this worker.</param>
/// <param name="meter">What it did.</param>
public sealed class CostMeter(Price price, string currency, double maxCost, RunMeter meter)
{
    /// <summary>Pictures already on their way, and the time they take, are paid for too.</summary>
    private const double UnderWay = 100,
        UnderWayHours = 20.0 / 3_600;

    /// <summary>Spent so far.</summary>
    public double Spent => price.Of(meter.Elapsed.TotalHours, StoreCalls.Of(meter.Worked, meter.Seen - meter.Worked));

    /// <summary>Why the run must stop; null while it may go on.</summary>
    public string? MustStop() =>
        price.Of(meter.Elapsed.TotalHours + UnderWayHours, StoreCalls.Of(meter.Worked + UnderWay, meter.Seen - meter.Worked)) > maxCost
            ? FormattableString.Invariant(
                $"{Spent:F4} {currency} of the {maxCost:F4} that it may cost are spent, and what is under way costs the rest"
            )
            : null;
}
