using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Core.Service;

namespace Serverless.Updates.Rollouts;

/// <summary>What one model answered in a window; those of several instances add up.</summary>
internal sealed record ModelFigures
{
    /// <summary>Upper bounds of the times in milliseconds, each 1.25 times the one before, from 1; the last is open.</summary>
    public const int Buckets = 64;

    private const double Growth = 1.25;

    public long Requests { get; init; }

    public long Errors { get; init; }

    public long Refused { get; init; }

    /// <summary>Captions that have a score, and the sum of the scores.</summary>
    public long Scored { get; init; }

    public double ScoreSum { get; init; }

    /// <summary>Of a shadow: pictures that both described, and those on which they said nearly the same.</summary>
    public long Compared { get; init; }

    public long Agreed { get; init; }

    /// <summary>[<see cref="Buckets"/>] requests by time.</summary>
    public IReadOnlyList<long> Times { get; init; } = new long[Buckets];

    /// <summary>One more answer.</summary>
    public ModelFigures With(Answer answer)
    {
        var isError = answer.Failure is { } failure && IsOurs(failure.Reason);
        var score = answer.Caption?.Quality?.Score;
        var times = Times.ToArray();
        times[BucketOf(answer.Elapsed.TotalMilliseconds)]++;
        var isCompared = answer.Beside is not null && answer.Caption is not null;
        return this with
        {
            Requests = Requests + 1,
            Errors = Errors + (isError ? 1 : 0),
            Refused = Refused + (answer.Caption?.Verdict == Verdict.Refused ? 1 : 0),
            Scored = Scored + (score is null ? 0 : 1),
            ScoreSum = ScoreSum + (score ?? 0),
            Compared = Compared + (isCompared ? 1 : 0),
            Agreed = Agreed + (isCompared && Agreement.IsNear(answer.Caption!.AltText, answer.Beside!.AltText) ? 1 : 0),
            Times = times,
        };
    }

    public ModelFigures Add(ModelFigures other) =>
        new()
        {
            Requests = Requests + other.Requests,
            Errors = Errors + other.Errors,
            Refused = Refused + other.Refused,
            Scored = Scored + other.Scored,
            ScoreSum = ScoreSum + other.ScoreSum,
            Compared = Compared + other.Compared,
            Agreed = Agreed + other.Agreed,
            Times = [.. Times.Zip(other.Times, (mine, theirs) => mine + theirs)],
        };

    /// <summary>The upper bound of the bucket that holds the 95th percentile, in milliseconds; 0 without requests.</summary>
    public double P95Ms()
    {
        var needed = Math.Ceiling(0.95 * Requests);
        long seen = 0;
        for (var i = 0; i < Times.Count && Requests > 0; i++)
        {
            seen += Times[i];
            if (seen >= needed)
                return Math.Pow(Growth, i);
        }

        return 0;
    }

    public double Percent(long part) => Requests > 0 ? 100.0 * part / Requests : 0;

    public double? MeanScore => Scored > 0 ? ScoreSum / Scored : null;

    private static int BucketOf(double milliseconds) =>
        milliseconds <= 1 ? 0 : Math.Min(Buckets - 1, (int)Math.Ceiling(Math.Log(milliseconds) / Math.Log(Growth)));

    /// <summary>A picture that cannot be read is no fault of the model.</summary>
    private static bool IsOurs(FailureReason reason) =>
        reason is FailureReason.Internal or FailureReason.DeadlineExceeded or FailureReason.NotReady;
}
