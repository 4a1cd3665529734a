namespace Serverless.Packages.Registries;

/// <summary>The files of an unpacked package, by their paths in it; and its evidence, <c>index.json</c> and <c>blobs/sha256</c>.</summary>
internal interface IUnpackedFiles : IDisposable
{
    /// <summary>All names.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Bytes of a file; null where there is none.</summary>
    long? FindLength(string name);

    /// <summary>Opens a file that is there.</summary>
    /// <exception cref="IOException">It cannot be read, or is damaged.</exception>
    Stream Open(string name);
}
