using Serverless.Core;
using Serverless.Core.Quality;
using Serverless.Evaluation.CaptionMetrics;
using Serverless.Packages;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Trainer.Data;

/// <summary>
/// Reads people's decisions on captions (<see cref="Agreement"/>): the captioner's sentence with the signals that were kept with it, the
/// words that people gave in its place, and names with their probability.
/// </summary>
public static class ReviewSource
{
    private const string FromModel = "model",
        FromLabels = "labels",
        Photograph = "photograph",
        OutOfScope = "out_of_scope";

    /// <summary>So many of the captions that are left out for one reason are named.</summary>
    private const int Named = 3;

    /// <summary>Reads a folder of reviews.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it holds; a wrong usage (<c>source</c>) where it holds no reviews, or why it cannot be read.</returns>
    public static async Task<Result<SourceContent, PackageFailure>> ReadAsync(BlobFolder folder, CancellationToken cancellationToken)
    {
        var store = new ReviewStore(folder, keepsFeatures: false);
        var reviews = new List<ReviewDocument>();
        var leftOut = new List<string>();
        await foreach (var read in store.ReviewsAsync(cancellationToken))
        {
            if (read.TryGet(out var review, out var failure))
                reviews.Add(review);
            else if (failure.Reason == StoreFailureReason.Collision)
                leftOut.Add(failure.Detail);
            else
                return Failure(failure, folder);
        }

        if (reviews.Count == 0 && leftOut.Count == 0)
            return PackageFailure.WrongUsage("source", "It holds no captions.jsonl and no reviews.", folder.Address.ToString());
        var kept = new List<(ReviewableCaption Caption, IEnumerable<ReviewDocument> Reviews)>();
        foreach (
            var group in reviews
                .GroupBy(review => review.CaptionId, StringComparer.Ordinal)
                .OrderBy(one => one.Key, StringComparer.Ordinal)
        )
        {
            var found = await store.FindAsync(group.Key, cancellationToken);
            if (found.TryGet(out var caption, out var failure))
                kept.Add((caption, group));
            else if (failure.Reason is StoreFailureReason.NotFound or StoreFailureReason.Collision)
                leftOut.Add($"caption {group.Key}: {failure.Detail}");
            else
                return Failure(failure, folder);
        }

        // the same words about the same picture, made twice, are one caption to judge
        var judged = kept.GroupBy(one => (one.Caption.Sha256, one.Caption.Caption ?? one.Caption.Id))
            .Select(same => new Reviewed(same.First().Caption, Agreement.Of(same.SelectMany(one => one.Reviews))));
        var sorted = judged.ToLookup(WhyNotTrainable);
        foreach (var why in sorted.Where(group => group.Key is not null).OrderBy(group => group.Key, StringComparer.Ordinal))
            leftOut.Add(Told(why.Key!, [.. why.Select(one => one.Caption.Id)]));
        List<Reviewed> taken = [.. sorted[null]];
        var within = Agreement.WithinShare(taken, one => one.Agreement);
        Tell(taken, within, leftOut);
        return Content(folder, within, leftOut);
    }

    private static string? WhyNotTrainable(Reviewed one) =>
        one.Caption.CaptionFrom is not (null or FromModel or FromLabels) ? "the words are no model's: they are read, or name the medium"
        : one.Caption.Caption is null ? "there are no words"
        : one.Caption.Kind is not null and not Photograph ? "the picture is no photograph, and no score decides"
        : IsName(one) ? WhyNoName(one)
        : one.Caption.Signals is null ? "kept without signals"
        : !StoredSignals.Of(one.Caption.Signals.ToSignals()).IsFinite() ? "the signals are no numbers (NaN or infinite)"
        : null;

    /// <summary>Who writes a sentence in place of "a dog" need not find the dog wrong.</summary>
    private static string? WhyNoName(Reviewed one) =>
        one.Caption.Confidence is not (>= 0 and <= 1) ? "names that were kept without their probability"
        : one.Caption.Reasons?.Contains(OutOfScope) == true ? "names in a picture that is not surely a photograph, where no score decides"
        : one.Agreement is { IsRight: false, CorrectedCaption: not null } ? "names in whose place a person wrote a sentence"
        : null;

    private static bool IsName(Reviewed one) => one.Caption.CaptionFrom == FromLabels;

    private static string Told(string why, IReadOnlyList<string> ids)
    {
        var named = string.Join(", ", ids.Take(Named)) + (ids.Count > Named ? ", …" : "");
        return $"{ids.Count} {(ids.Count == 1 ? "caption" : "captions")} ({named}): {why}";
    }

    private static void Tell(List<Reviewed> taken, IReadOnlyList<Reviewed> within, List<string> leftOut)
    {
        var open = taken.Count(one => one.Agreement.State == AgreementState.Open);
        var disputed = taken.Count(one => one.Agreement.State == AgreementState.Disputed);
        var beyond = taken.Count - open - disputed - within.Count;
        if (open > 0)
            leftOut.Add($"{open} captions that only anonymous reviewers decided on");
        if (disputed > 0)
            leftOut.Add($"{disputed} captions on which reviewers disagree");
        if (beyond > 0)
            leftOut.Add($"{beyond} decisions of one reviewer beyond the share that one person may have");
    }

    private static SourceContent Content(BlobFolder folder, IReadOnlyList<Reviewed> reviewed, List<string> leftOut)
    {
        var name = folder.Address.Key.TrimEnd('/') is { Length: > 0 } key ? key[(key.LastIndexOf('/') + 1)..] : folder.Address.Container;
        return new SourceContent(
            folder.Address.ToString(),
            SourceContent.Reviews,
            name,
            [
                .. reviewed
                    .Select(one => one.Caption.Sha256)
                    .Distinct(StringComparer.Ordinal)
                    .Select(digest => new SnapshotPicture(digest, "", "", 0, null, null, null, null, null, [])),
            ],
            [.. reviewed.Select(one => JudgmentOf(one, name))],
            leftOut
        );
    }

    private static SnapshotJudgment JudgmentOf(Reviewed one, string origin)
    {
        var isName = IsName(one);
        return new SnapshotJudgment(
            one.Caption.Sha256,
            one.Caption.Caption!,
            isName ? SnapshotJudgment.Labels : SnapshotJudgment.Captioner,
            one.Agreement.IsRight == true ? 1 : 0,
            one.Agreement.Weight,
            null,
            origin,
            one.Caption.Id,
            one.Caption.Model,
            one.Caption.Kind,
            isName ? null : StoredSignals.Of(one.Caption.Signals!.ToSignals()),
            isName ? null : PreferenceOf(one),
            isName ? one.Caption.Confidence : null
        );
    }

    /// <summary>
    /// An accepted sentence is preferred to the others; of a corrected one, that sentence which is closest to what the person wrote. A
    /// rejection prefers none.
    /// </summary>
    private static SentencePreference? PreferenceOf(Reviewed one)
    {
        if (one.Caption.Alternatives is not { Count: > 1 } alternatives)
            return null;
        // the likeliest first, as the choice takes them; they were kept with the spoken one first
        var sorted = alternatives.OrderByDescending(sentence => sentence.Signals.MeanLogProbability).ToList();
        var signals = sorted.Select(sentence => StoredSignals.Of(sentence.Signals.ToSignals())).ToList();
        if (!signals.TrueForAll(sentence => sentence.IsFinite()))
            return null;
        if (one.Agreement.IsRight == true)
        {
            var spoken = sorted.FindIndex(sentence => sentence.Caption == one.Caption.Caption);
            return spoken < 0 ? null : new SentencePreference(signals, spoken);
        }

        if (one.Agreement.CorrectedCaption is not { } words)
            return null;
        var given = WordsOf(words);
        var close = sorted.Select(sentence => RougeL.Each(new CaptionItem(WordsOf(sentence.Caption), [given]))).ToList();
        var best = close.Max();
        return close.Count(value => value >= best) == 1 ? new SentencePreference(signals, close.IndexOf(best)) : null;
    }

    private static List<string> WordsOf(string text) => [.. ScoredText.Words(text)];

    private static PackageFailure Failure(StoreFailure failure, BlobFolder folder) =>
        failure.Reason is StoreFailureReason.ContainerNotFound or StoreFailureReason.NotFound or StoreFailureReason.InvalidAddress
            ? PackageFailure.WrongUsage("source", failure.Detail, folder.Address.ToString())
            : PackageFailure.TryAgain("source", failure.Detail, folder.Address.ToString());

    /// <summary>A caption and what people's decisions come to.</summary>
    private sealed record Reviewed(ReviewableCaption Caption, Agreement Agreement);
}
