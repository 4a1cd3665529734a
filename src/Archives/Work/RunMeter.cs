using System.Collections.Concurrent;
using Serverless.Results;
using Serverless.Results.Processing;

namespace Serverless.Archives.Work;

/// <summary>Counts what a run does, for the progress bar, the summary and the report. Safe for use by several threads.</summary>
/// <param name="clock">Gives the times.</param>
public sealed class RunMeter(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private readonly ConcurrentDictionary<PictureOutcomeKind, long> _kinds = new();
    private readonly ConcurrentDictionary<string, long> _verdicts = new(StringComparer.Ordinal),
        _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, long> _perMinute = new();

    private long _seen,
        _skipped,
        _others,
        _standing,
        _spared;

    /// <summary>When the run began.</summary>
    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>Time since then.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>Pictures that ended, those passed over by the journal among them.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Files that are no pictures, looked at or known by the journal.</summary>
    public long Others => Interlocked.Read(ref _others);

    /// <summary>Failures of earlier runs that stand.</summary>
    public long Standing => Interlocked.Read(ref _standing);

    /// <summary>Pictures left alone for text that may be a person's and cannot be read.</summary>
    public long Spared => Interlocked.Read(ref _spared);

    /// <summary>Pictures passed over by the journal.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Pictures that were worked on now: described, joined or failed.</summary>
    public long Worked => Of(PictureOutcomeKind.Described) + Of(PictureOutcomeKind.Joined) + Failed;

    /// <summary>Pictures that failed for good now.</summary>
    public long Failed => Of(PictureOutcomeKind.Recorded) + Of(PictureOutcomeKind.Lost);

    /// <summary>Pictures that are gone, or that others replaced since they were listed.</summary>
    public long Gone => Of(PictureOutcomeKind.Gone) + Of(PictureOutcomeKind.Superseded);

    /// <summary>Pictures that are left for another try.</summary>
    public long Retries => Of(PictureOutcomeKind.Retry) + Of(PictureOutcomeKind.StoreFailed);

    /// <summary>What the pictures worked on now got: good, review, refused, decorative or failed.</summary>
    public IReadOnlyDictionary<string, long> Verdicts => _verdicts;

    /// <summary>Failures by code, of now.</summary>
    public IReadOnlyDictionary<string, long> Codes => _codes;

    /// <summary>Pictures worked on in each minute of the run.</summary>
    public IReadOnlyDictionary<int, long> PerMinute => _perMinute;

    /// <summary>How many ended so.</summary>
    /// <param name="kind">How.</param>
    public long Of(PictureOutcomeKind kind) => _kinds.GetValueOrDefault(kind);

    /// <summary>Counts a picture.</summary>
    /// <param name="outcome">How it ended.</param>
    public void Count(PictureOutcome outcome)
    {
        if (outcome.Kind == PictureOutcomeKind.NotPicture)
        {
            Interlocked.Increment(ref _others);
            return;
        }

        if (outcome.IsStanding)
            Interlocked.Increment(ref _standing);
        if (outcome.IsSpared)
            Interlocked.Increment(ref _spared);
        _kinds.AddOrUpdate(outcome.Kind, 1, (_, count) => count + 1);
        if (outcome.Code.Length > 0)
            _codes.AddOrUpdate(outcome.Code, 1, (_, count) => count + 1);
        if (outcome.IsFailed || outcome.Kind is PictureOutcomeKind.Described or PictureOutcomeKind.Joined)
        {
            var verdict = outcome.IsFailed ? "failed" : ResultDocument.VerdictOf(outcome.Result);
            _verdicts.AddOrUpdate(verdict, 1, (_, count) => count + 1);
            _perMinute.AddOrUpdate((int)Elapsed.TotalMinutes, 1, (_, count) => count + 1);
        }

        Interlocked.Increment(ref _seen);
    }

    /// <summary>Counts pictures that the journal knows.</summary>
    /// <param name="pictures">How many.</param>
    /// <param name="others">Files beside them that are no pictures.</param>
    public void Skip(int pictures, int others)
    {
        Interlocked.Add(ref _others, others);
        Interlocked.Add(ref _seen, pictures);
        Interlocked.Add(ref _skipped, pictures);
    }
}
