using Serverless.Trainer.Data;

namespace Serverless.Trainer.Signals;

/// <summary>
/// Nearly all pairs of a crowd are swapped captions, and a model that always says no would look calibrated: within each origin captions
/// written for their picture and swapped ones weigh the same in sum.
/// </summary>
internal sealed class OwnSwappedBalance
{
    private readonly Dictionary<string, double> _factors;

    private OwnSwappedBalance(Dictionary<string, double> factors) => _factors = factors;

    public static OwnSwappedBalance Of(IReadOnlyList<SnapshotJudgment> judgments) =>
        new(
            judgments
                .Where(one => one.IsOwn is not null)
                .GroupBy(one => one.Origin, StringComparer.Ordinal)
                .ToDictionary(
                    same => same.Key,
                    same =>
                    {
                        var own = same.Where(one => one.IsOwn == true).Sum(one => one.Weight);
                        var swapped = same.Where(one => one.IsOwn == false).Sum(one => one.Weight);
                        return own > 0 && swapped > 0 ? own / swapped : 1;
                    },
                    StringComparer.Ordinal
                )
        );

    /// <summary>What a judgment's weight is multiplied by.</summary>
    public double FactorOf(SnapshotJudgment one) => one.IsOwn == false ? _factors.GetValueOrDefault(one.Origin, 1) : 1;
}
