using Serverless.Core.Storage;

namespace Serverless.Archives.Scanning;

/// <summary>An object that is taken for a picture.</summary>
/// <param name="Key">Its key in the store.</param>
/// <param name="Name">Its key below the archive's folder.</param>
/// <param name="Version">Its version.</param>
/// <param name="Address">Its address.</param>
public sealed record Candidate(string Key, string Name, string Version, BlobAddress Address);

/// <summary>Neighbours in the listing that are journalled together.</summary>
/// <param name="Pictures">At least one, at most 1,024.</param>
/// <param name="Mark">Digest of their names and versions.</param>
/// <param name="IsPointed">Whether the same listing shows a pointer beside each of them.</param>
public sealed record Chunk(IReadOnlyList<Candidate> Pictures, string Mark, bool IsPointed = false);
