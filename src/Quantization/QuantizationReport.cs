namespace Serverless.Quantization;

/// <summary>What became of one graph.</summary>
/// <param name="NodesChanged">Products and look-ups that became int8; 0 where there were none to change.</param>
/// <param name="BytesBefore">Size of the file before.</param>
/// <param name="BytesAfter">And behind.</param>
public sealed record QuantizationReport(int NodesChanged, long BytesBefore, long BytesAfter);
