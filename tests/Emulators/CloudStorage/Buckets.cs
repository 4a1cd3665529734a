using System.Collections.Concurrent;

namespace Serverless.CloudStorage;

/// <summary>The buckets there are.</summary>
internal sealed class Buckets
{
    private readonly ConcurrentDictionary<string, Bucket> _all = new(StringComparer.Ordinal);

    public Bucket? Find(string name) => _all.GetValueOrDefault(name);

    public bool Create(string name) => _all.TryAdd(name, new Bucket());
}

/// <summary>Rules of names (cloud.google.com/storage/docs/objects#naming).</summary>
internal static class ObjectNames
{
    public static string? Fault(string name) =>
        name.Length == 0 ? "Required"
        : System.Text.Encoding.UTF8.GetByteCount(name) > 1_024 ? "The maximum object length is 1024 characters."
        : name.AsSpan().ContainsAny('\r', '\n') ? "Object names cannot contain line ends."
        : name is "." or ".." || name.StartsWith(".well-known/acme-challenge/", StringComparison.Ordinal) ? "Object names cannot be this."
        : null;
}
