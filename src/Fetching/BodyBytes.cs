namespace Serverless.Fetching;

/// <summary>Bytes of a body.</summary>
/// <param name="Bytes">Whole.</param>
public sealed record BodyBytes(ReadOnlyMemory<byte> Bytes);
