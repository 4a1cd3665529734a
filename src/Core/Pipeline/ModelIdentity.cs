namespace Serverless.Core.Pipeline;

/// <summary>A model by name and content.</summary>
/// <param name="name">Its name.</param>
/// <param name="version">Its semantic version.</param>
/// <param name="digest">Works the digest out: a tenth of a second of hashing, which a start need not wait for.</param>
public sealed class ModelIdentity(string name, string version, Func<string> digest)
{
    private readonly Lazy<string> _digest = new(digest);

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its semantic version.</summary>
    public string Version { get; } = version;

    /// <summary>"sha256:" and the digest over all its files and those of its quality model; computed at first use.</summary>
    /// <exception cref="IOException">The files are no longer there.</exception>
    public string Digest => _digest.Value;
}
