namespace Serverless.Packages.Hub;

/// <summary>A file of a model at one commit.</summary>
/// <param name="Path">Its path, with <c>/</c>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes, where it is kept as a large file; else null.</param>
/// <param name="BlobId">Git's id of it (SHA-1), which names its bytes where it is small.</param>
public sealed record HubFile(string Path, long Size, string? Sha256, string? BlobId)
{
    /// <summary>What its bytes are named in a cache.</summary>
    internal string Name => Sha256 ?? BlobId!;
}

/// <summary>What a hub tells of a model.</summary>
/// <param name="Commit">The commit that the revision means now.</param>
/// <param name="Files">All files.</param>
internal sealed record HubListing(string Commit, IReadOnlyList<HubFile> Files);

/// <summary>Files of a model on this machine, whole.</summary>
/// <param name="Folder">The folder, in the Hugging Face layout.</param>
/// <param name="Commit">Their commit.</param>
/// <param name="Files">Their paths in the folder, with <c>/</c>.</param>
public sealed record HubSnapshot(string Folder, string Commit, IReadOnlyList<string> Files);

/// <summary>How far a download is.</summary>
/// <param name="Done">Bytes that are there, of all files.</param>
/// <param name="Total">Bytes of all files.</param>
/// <param name="File">The file that just grew.</param>
public sealed record HubProgress(long Done, long Total, string File);
