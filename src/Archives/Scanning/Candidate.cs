using Serverless.Storage;

namespace Serverless.Archives.Scanning;

/// <summary>An object that is taken for a picture, or may be one.</summary>
/// <param name="Key">Its key in the store.</param>
/// <param name="Name">Its key below the archive's folder.</param>
/// <param name="Version">Its version.</param>
/// <param name="Address">Its address.</param>
/// <param name="IsUncertain">Whether its name does not tell, so that its first bytes must.</param>
public sealed record Candidate(string Key, string Name, string Version, BlobAddress Address, bool IsUncertain = false);

/// <summary>Neighbours in the listing that are journalled together.</summary>
/// <param name="Pictures">At least one, at most 1,024.</param>
/// <param name="Checksum">Digest of their names and versions.</param>
/// <param name="Unpointed">Names of those beside which the same listing shows no pointer.</param>
public sealed record Chunk(IReadOnlyList<Candidate> Pictures, string Checksum, IReadOnlyList<string> Unpointed);
