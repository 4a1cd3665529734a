using System.Diagnostics.Metrics;

namespace Serverless.Core.Pipeline;

/// <summary>Measures what pictures cost: the time of each stage, and the tokens that are written.</summary>
internal static class PipelineMeter
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Serverless.Caption";

    /// <summary>In seconds: the histograms' own bounds are made for milliseconds.</summary>
    public static InstrumentAdvice<double> Seconds { get; } =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Stages = Meter.CreateHistogram(
        "caption.stage.duration",
        "s",
        "Time of a stage: of a picture for decode and read, of a batch for encode, generate and quality.",
        null,
        Seconds
    );

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("caption.tokens", "{token}", "Tokens of written sentences.");

    /// <summary>A picture was decoded, and its text read where there was any.</summary>
    public static void Prepared(StageClock times, bool isRead)
    {
        Record("decode", times.DecodeMs);
        if (isRead)
            Record("read", times.ReadMs);
    }

    /// <summary>A batch was described.</summary>
    public static void Described(StageClock times)
    {
        Record("encode", times.EncodeMs);
        Record("generate", times.GenerateMs);
        Record("quality", times.QualityMs);
    }

    /// <summary>Sentences were written.</summary>
    public static void Wrote(int tokens) => Tokens.Add(tokens);

    private static void Record(string stage, double milliseconds) =>
        Stages.Record(milliseconds / 1000, new KeyValuePair<string, object?>("stage", stage));
}
