namespace Serverless.Api.Wire;

/// <summary>An HTTP request as every host hands it over, whatever carried it.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Path">Decoded, with a leading slash and without query.</param>
/// <param name="Query">Decoded pairs in order.</param>
/// <param name="Headers">Names compare without case.</param>
/// <param name="Body">The whole body, already held against the limit.</param>
public sealed record WireRequest(
    string Method,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Query,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body
)
{
    /// <summary>A header's value, null when it was not sent.</summary>
    /// <param name="name">The header's name.</param>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;
}
