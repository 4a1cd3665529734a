using Serverless.Core;
using Serverless.Ledger;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>The two sides of a migration, opened: each with the credentials of its own cloud.</summary>
/// <param name="From">Opens the source.</param>
/// <param name="To">Opens the destination.</param>
internal sealed record Sides(BlobStores From, BlobStores To);

/// <summary>The parts of a plan: results first, then reviews, pictures last.</summary>
internal static class MigrationParts
{
    /// <summary>Opens them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="sides">Both sides.</param>
    public static Result<IReadOnlyList<Part>, DeliveryFailure> Open(MigrationPlan plan, Sides sides)
    {
        var (parts, pictures) = (new List<Part>(), new List<Part>());
        var own = plan.Results?.Parse();
        var others = new[] { plan.Results, plan.Reviews }.OfType<PlannedPair>().Select(pair => pair.Parse()).ToList();
        var (from, to) = (new ResultStores(sides.From, own?.From), new ResultStores(sides.To, own?.To));
        foreach (var pair in plan.Pictures.Select(pair => pair.Parse()))
        {
            if (!from.Of(pair.From).TryGet(out var source, out var failure) || !to.Of(pair.To).TryGet(out var target, out failure))
                return DeliveryFailure.WrongUsage($"{pair.From} to {pair.To}: {failure.Detail}");
            parts.Add(new ResultPart(source, target));
            pictures.Add(new PicturePart(source, target, others));
        }

        if (plan.Reviews?.Parse() is { } reviews)
        {
            var opened = sides.From.Open(reviews.From);
            if (!opened.TryGet(out var source, out var failure) || !sides.To.Open(reviews.To).TryGet(out var target, out failure))
                return DeliveryFailure.WrongUsage($"{reviews.From} to {reviews.To}: {failure.Detail}");
            parts.Add(new ReviewPart(source, target));
        }

        return plan.HasPictures ? [.. parts, .. pictures] : parts;
    }
}
