namespace Serverless.Hosting.Tests;

/// <summary>A clock that a test moves.</summary>
internal sealed class TestClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private long _passed = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => _passed += time.Ticks;

    public override long GetTimestamp() => _passed;

    public override DateTimeOffset GetUtcNow() => Start + TimeSpan.FromTicks(_passed);
}
