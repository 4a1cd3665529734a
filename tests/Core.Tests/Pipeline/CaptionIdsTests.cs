using Serverless.Core.Pipeline;

namespace Serverless.Core.Tests.Pipeline;

public sealed class CaptionIdsTests
{
    /// <summary>The specification's example time 1469918176385 is written 01ARYZ6S41.</summary>
    [Fact]
    public void An_id_is_a_ULID_of_the_time_and_the_randomness_given()
    {
        var ids = new CaptionIds(
            new FixedClock(DateTimeOffset.FromUnixTimeMilliseconds(1469918176385)),
            buffer => Array.Fill(buffer, (byte)0xFF)
        );
        Assert.Equal("01ARYZ6S41ZZZZZZZZZZZZZZZZ", ids.Next());
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
