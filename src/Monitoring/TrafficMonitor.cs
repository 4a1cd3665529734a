using System.Collections.Concurrent;
using Serverless.Core;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Reports;
using Serverless.Monitoring.Storing;
using Serverless.Monitoring.Testing;
using Serverless.Storage;

namespace Serverless.Monitoring;

/// <summary>
/// Watches traffic: reads what instances counted, holds each window against the reference, and says what has moved. What chance makes is
/// worked out once a reference and size of window, and kept. Safe for use by several threads.
/// </summary>
public sealed class TrafficMonitor
{
    private const int MaxTests = 4;

    private readonly ConcurrentDictionary<string, DriftTest> _tests = new(StringComparer.Ordinal);

    /// <summary>Looks at traffic.</summary>
    /// <param name="folder">The folder of traffic.</param>
    /// <param name="reference">The reference of the model's package; null where it has none.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The report; or why nothing could be read: the store is away.</returns>
    public async Task<Result<TrafficReport, StoreFailure>> CheckAsync(
        BlobFolder folder,
        DriftReference? reference,
        TrafficQuestion question,
        CancellationToken cancellationToken
    )
    {
        var reader = new TrafficReader(folder);
        var since = question.Now - question.Span;
        var reading = await reader.ReadAsync(since, question.Now, question.Seconds, cancellationToken);
        if (!reading.TryGet(out var read, out var failure))
        {
            if (failure.Reason != StoreFailureReason.ContainerNotFound)
                return failure;
            read = new TrafficRead([], [failure.Detail]);
        }

        var problems = read.Problems.ToList();
        var digest = question.Digest ?? (read.Windows.Count > 0 ? read.Windows[^1].Model.Digest : null);
        if (digest is not null && !question.IsReferenceFixed)
        {
            var own = await OwnReferences.FindAsync(folder, digest, cancellationToken);
            if (own.Value is { } found)
                reference = found;
            else if (own.Failure is { Reason: StoreFailureReason.Collision } damaged)
                problems.Add(damaged.Detail);
            else if (own.Failure is { Reason: not (StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound) } away)
                return away;
        }

        var reviews = new ReviewsRead(null, []);
        if (question.Reviews is { } store && digest is not null)
        {
            var agreement = await ReviewAgreement.ReadAsync(store, digest, since, question.Now, cancellationToken);
            if (!agreement.TryGet(out var said, out failure))
                return failure;
            reviews = said;
        }

        var windows = read.Windows.Where(window => window.Model.Digest == digest).ToList();
        var others = read.Windows.Where(window => window.Model.Digest != digest).Select(window => window.Model).Distinct().ToList();
        var test = reference is null ? null : TestOf(reference);
        var judged = WindowJudgements.Of(windows, test, question);
        return new ReportBuilder(question, reference, judged, [.. problems, .. reviews.Problems]).Build(others, reviews.Section);
    }

    private DriftTest TestOf(DriftReference reference)
    {
        var identity = reference.Identity();
        if (_tests.Count >= MaxTests && !_tests.ContainsKey(identity))
            _tests.Clear();
        return _tests.GetOrAdd(identity, _ => new DriftTest(reference));
    }
}
