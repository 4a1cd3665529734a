using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Serverless.Api.Problems;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Access;

/// <summary>So many requests a minute for each key that has a rate, on what needs a key.</summary>
internal sealed class CallerRates : IConfigureOptions<RateLimiterOptions>
{
    private static readonly CaptionFailure UsedUp = new(FailureReason.Busy, "This key has used up its requests for the moment.");

    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (string, int)>(PartitionOf);
        options.OnRejected = (rejected, _) => new ValueTask(new Problem(UsedUp).ExecuteAsync(rejected.HttpContext));
    }

    private static RateLimitPartition<(string, int)> PartitionOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<AuthorizationPolicy>() is not null
        && CallerIdentity.Of(context.User)?.Caller is { PerMinute: { } rate } caller
            ? RateLimitPartition.GetTokenBucketLimiter((caller.Id, rate), _ => OptionsOf(rate))
            : RateLimitPartition.GetNoLimiter(("", 0));

    private static TokenBucketRateLimiterOptions OptionsOf(int perMinute) =>
        new()
        {
            TokenLimit = perMinute,
            TokensPerPeriod = perMinute,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
        };
}
