namespace Serverless.Monitoring.Counting;

/// <summary>A <see cref="TrafficSketch"/> as it is stored.</summary>
/// <param name="SchemaVersion"><see cref="TrafficStatistics.SchemaVersion"/>.</param>
/// <param name="Numbers">By name.</param>
/// <param name="Categories">By name.</param>
/// <param name="Vocabulary">Uses of words by place.</param>
internal sealed record SketchDocument(
    int SchemaVersion,
    SortedDictionary<string, NumberDocument> Numbers,
    SortedDictionary<string, SortedDictionary<string, long>> Categories,
    SortedDictionary<int, long> Vocabulary
);

/// <summary>A <see cref="NumericSketch"/> as it is stored.</summary>
/// <param name="Count">Values.</param>
/// <param name="Sum">In millionths.</param>
/// <param name="Squares">In millionths.</param>
/// <param name="Bins">Values by bin.</param>
internal sealed record NumberDocument(long Count, long Sum, long Squares, SortedDictionary<int, long> Bins);
