namespace Serverless.Api.Requests;

/// <summary>The content of a request, after its body is read.</summary>
/// <param name="ContentType">The header; null where it was not sent.</param>
/// <param name="Query">Decoded pairs in order.</param>
/// <param name="Body">The complete body, its Content-Encoding undone.</param>
public sealed record RequestContent(string? ContentType, IReadOnlyList<KeyValuePair<string, string>> Query, ReadOnlyMemory<byte> Body);
