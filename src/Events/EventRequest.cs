namespace Serverless.Events;

/// <summary>A delivery as HTTP carries it.</summary>
/// <param name="Headers">Names compare without case.</param>
/// <param name="Body">The whole body.</param>
public sealed record EventRequest(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>A header's value, null when it was not sent.</summary>
    /// <param name="name">The header's name.</param>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;
}
