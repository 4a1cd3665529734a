using Serverless.Packages.Contract;

namespace Serverless.Packages.Loading;

/// <summary>A package that may be loaded.</summary>
/// <param name="Folder">Its files, for <see cref="Serverless.Core.Pipeline.ModelFolders.In"/>.</param>
/// <param name="Digest">The digest of its manifest.</param>
/// <param name="Contract">Its contract.</param>
/// <param name="Signer">The id of the key that signed it; null where none that is trusted did.</param>
public sealed record VerifiedPackage(string Folder, string Digest, CaptionContract Contract, string? Signer);
