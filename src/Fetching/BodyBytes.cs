namespace Serverless.Fetching;

/// <summary>Bytes of a body.</summary>
/// <param name="Bytes">All of them.</param>
public sealed record BodyBytes(ReadOnlyMemory<byte> Bytes);
