namespace Serverless.Quantization;

/// <summary>What became of one graph of a folder.</summary>
/// <param name="Graph">Its place in the source folder.</param>
/// <param name="Report">The int8 form that stands for it; null where it stays as it is.</param>
/// <param name="Cosine">Of the output that differs most between the forms, over made-up inputs; null where they were not
/// compared.</param>
/// <param name="Why">Why it stays as it is, or was left out; null where it became int8.</param>
public sealed record GraphOutcome(string Graph, QuantizationReport? Report, double? Cosine, string? Why);
