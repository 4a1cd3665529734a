namespace Serverless.Core.Pipeline;

/// <summary>Takes the time of each stage.</summary>
internal sealed class StageClock(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private long _last = clock.GetTimestamp();

    public double DecodeMs { get; set; }

    public double ReadMs { get; set; }

    public double EncodeMs { get; set; }

    public double GenerateMs { get; set; }

    public double QualityMs { get; set; }

    /// <summary>Milliseconds since the last lap.</summary>
    public double Lap()
    {
        var now = clock.GetTimestamp();
        var elapsed = clock.GetElapsedTime(_last, now).TotalMilliseconds;
        _last = now;
        return elapsed;
    }

    /// <summary>What one of a batch's pictures bears: an equal share of what they shared, and its own decoding and reading.</summary>
    public StageTimings Share(int pictures, double decodeMs, double readMs) =>
        new(
            decodeMs,
            readMs,
            EncodeMs / pictures,
            GenerateMs / pictures,
            QualityMs / pictures,
            decodeMs + readMs + (clock.GetElapsedTime(_start).TotalMilliseconds / pictures)
        );
}
