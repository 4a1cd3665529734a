namespace Serverless.Testing;

/// <summary>A clock that a test moves.</summary>
/// <param name="year">When it starts.</param>
internal sealed class TestClock(int year = 2026) : TimeProvider
{
    private readonly DateTimeOffset _start = new(year, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private long _passed = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => _passed += time.Ticks;

    public override long GetTimestamp() => _passed;

    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(_passed);
}
