using System.Collections.Concurrent;

namespace Serverless.Delivery.Migration;

/// <summary>Counts of one pass, by kind and outcome, and a line for each object that is not as it should be.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<(ObjectKind Kind, CopyOutcome Outcome), int> _counts = new();
    private readonly ConcurrentQueue<CopyResult> _troubles = new();

    /// <summary>Lines about conflicts and failures.</summary>
    public IEnumerable<string> Troubles => _troubles.Select(result => result.Detail);

    /// <summary>Whether something stands in the way at the destination.</summary>
    public bool HasConflicts => _troubles.Any(result => result.Outcome == CopyOutcome.Conflict);

    /// <summary>Whether a store did not do what was asked, so that the copy is not whole.</summary>
    public bool HasFailures => _troubles.Any(result => result.Outcome == CopyOutcome.Failed);

    /// <summary>Whether all failures may pass.</summary>
    public bool MayPass => _troubles.Where(result => result.Outcome == CopyOutcome.Failed).All(result => result.IsRetryable);

    /// <summary>How many objects were written or taken away, or changed under the pass, so that another pass is due.</summary>
    public int Moves =>
        Count(CopyOutcome.Copied) + Count(CopyOutcome.Forwarded) + Count(CopyOutcome.Removed) + Count(CopyOutcome.Vanished);

    /// <summary>Counts an object.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="result">What became of it.</param>
    public void Add(ObjectKind kind, CopyResult result)
    {
        _counts.AddOrUpdate((kind, result.Outcome), 1, static (_, count) => count + 1);
        if (result.Outcome is CopyOutcome.Conflict or CopyOutcome.Failed)
            _troubles.Enqueue(result);
    }

    /// <summary>How many objects ended so.</summary>
    /// <param name="outcome">How.</param>
    public int Count(CopyOutcome outcome) => _counts.Where(pair => pair.Key.Outcome == outcome).Sum(pair => pair.Value);

    /// <summary>How many objects of a kind ended so.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="outcome">How.</param>
    public int Count(ObjectKind kind, CopyOutcome outcome) => _counts.GetValueOrDefault((kind, outcome));

    /// <summary>How many objects there were.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>What was done, in one line.</summary>
    public override string ToString() =>
        string.Join(
            ", ",
            Enum.GetValues<CopyOutcome>()
                .Where(outcome => Count(outcome) > 0)
                .Select(outcome => $"{Count(outcome)} {outcome.ToString().ToLowerInvariant()}")
        )
            is { Length: > 0 } counts
            ? counts
            : "nothing there";
}
