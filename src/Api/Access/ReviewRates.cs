using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Serverless.Core.Pipeline;
using Serverless.Settings;

namespace Serverless.Api.Access;

/// <summary>So many reviews a minute of each identity, whoever it is: nobody decides about thousands of captions at once.</summary>
internal sealed class ReviewRates(IOptions<CaptionSettings> settings) : IDisposable
{
    private readonly int _perMinute = settings.Value.Events.ReviewsPerMinute;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(reviewer =>
        RateLimitPartition.GetTokenBucketLimiter(reviewer, _ => OptionsOf(settings.Value.Events.ReviewsPerMinute))
    );

    /// <summary>Counts a review.</summary>
    /// <param name="reviewer">Who sends it.</param>
    /// <returns><see cref="FailureReason.Busy"/> where it is one too many, else null.</returns>
    public CaptionFailure? Refuse(string reviewer)
    {
        using var lease = _limiter.AttemptAcquire(reviewer);
        if (lease.IsAcquired)
            return null;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromMinutes(1);
        var count = _perMinute.ToString(CultureInfo.InvariantCulture);
        return new CaptionFailure(FailureReason.Busy, $"This reviewer has sent {count} reviews within a minute; more are taken later.")
        {
            RetryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds))),
        };
    }

    public void Dispose() => _limiter.Dispose();

    private static TokenBucketRateLimiterOptions OptionsOf(int perMinute) =>
        new()
        {
            TokenLimit = perMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
            QueueLimit = 0,
        };
}
