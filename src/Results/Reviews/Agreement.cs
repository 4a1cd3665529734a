namespace Serverless.Results.Reviews;

/// <summary>How far people agree about a caption.</summary>
public enum AgreementState
{
    /// <summary>Nobody who is known has decided.</summary>
    Open,

    /// <summary>One reviewer has.</summary>
    One,

    /// <summary>Reviewers disagree, and neither side leads with two.</summary>
    Disputed,

    /// <summary>Two reviewers or more agree, and fewer disagree.</summary>
    Settled,
}

/// <summary>What people's decisions on a caption come to.</summary>
/// <param name="State">How far they agree.</param>
/// <param name="IsRight">Whether the words are right; null where that is open or disputed.</param>
/// <param name="Weight">What the judgment counts in training: 1 where it is settled, 0.5 of one reviewer alone, else 0.</param>
/// <param name="CorrectedCaption">Where the words are wrong: the latest corrected ones; null where nobody gave any.</param>
/// <param name="Reviewers">Who decided so, in the order of their names.</param>
public sealed record Agreement(
    AgreementState State,
    bool? IsRight,
    double Weight,
    string? CorrectedCaption,
    IReadOnlyList<string> Reviewers
)
{
    /// <summary>The share of judgments that may rest on one reviewer alone.</summary>
    public const double MaxReviewerShare = 0.5;

    private const int Enough = 2;

    private const double AloneWeight = 0.5;

    /// <summary>
    /// What decisions come to. Accept says that the words are right; reject and edit say that they are wrong. Of each reviewer the latest
    /// decision counts; anonymous ones never do. The order of the decisions given does not matter.
    /// </summary>
    /// <param name="reviews">All decisions on a caption; perhaps none.</param>
    public static Agreement Of(IEnumerable<ReviewDocument> reviews)
    {
        var latest = reviews
            .Where(review => review.IsAnonymous != true)
            .GroupBy(review => review.Reviewer, StringComparer.Ordinal)
            .Select(group => group.OrderBy(review => review.CreatedAt).ThenBy(review => review.Id, StringComparer.Ordinal).Last())
            .ToList();
        var right = latest.Where(SaysRight).ToList();
        var wrong = latest.Where(review => !SaysRight(review)).ToList();
        var (more, fewer) = right.Count >= wrong.Count ? (right, wrong) : (wrong, right);
        if (latest.Count == 0)
            return new Agreement(AgreementState.Open, null, 0, null, []);
        if (latest.Count == 1)
            return Judged(AgreementState.One, AloneWeight, more);
        return more.Count >= Enough && more.Count > fewer.Count
            ? Judged(AgreementState.Settled, 1, more)
            : new Agreement(AgreementState.Disputed, null, 0, null, []);
    }

    /// <summary>
    /// Leaves out judgments of reviewers who gave more than <see cref="MaxReviewerShare"/> of all by themselves, so that nobody's flood
    /// outweighs the others; what two reviewers agree on always stays. Of one reviewer's judgments the first stay.
    /// </summary>
    /// <typeparam name="T">What is judged.</typeparam>
    /// <param name="judged">What is judged, in an order that is the same each time.</param>
    /// <param name="agreementOf">Its agreement.</param>
    /// <param name="others">How many judgments of other sources it is trained with, at least 0.</param>
    /// <returns>Those that may be trained on, in the same order; of one person alone, and without others, none.</returns>
    public static IReadOnlyList<T> WithinShare<T>(IReadOnlyList<T> judged, Func<T, Agreement> agreementOf, int others = 0)
    {
        var known = judged.Select(one => (Item: one, Agreement: agreementOf(one))).Where(one => one.Agreement.Weight > 0).ToList();
        var alone = known
            .Where(one => one.Agreement.State == AgreementState.One)
            .GroupBy(one => one.Agreement.Reviewers[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var total = others + known.Count;
        foreach (var (reviewer, count) in alone) // only one of them can have more than half
        {
            if (count > MaxReviewerShare * total)
                alone[reviewer] = (int)(MaxReviewerShare / (1 - MaxReviewerShare) * (total - count));
        }

        var result = new List<T>();
        foreach (var (item, agreement) in known)
        {
            if (agreement.State == AgreementState.One && alone[agreement.Reviewers[0]]-- <= 0)
                continue;
            result.Add(item);
        }

        return result;
    }

    private static bool SaysRight(ReviewDocument review) => review.Decision == "accept";

    private static Agreement Judged(AgreementState state, double weight, List<ReviewDocument> side) =>
        new(
            state,
            SaysRight(side[0]),
            weight,
            side.Where(review => review.CorrectedCaption is not null)
                .OrderBy(review => review.CreatedAt)
                .ThenBy(review => review.Id, StringComparer.Ordinal)
                .LastOrDefault()
                ?.CorrectedCaption,
            [.. side.Select(review => review.Reviewer).Order(StringComparer.Ordinal)]
        );
}
