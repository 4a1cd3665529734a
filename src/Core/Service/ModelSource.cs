using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>A model that can be loaded.</summary>
/// <param name="Folders">Where it is.</param>
/// <param name="Digest">The digest of the package it came from; null for plain folders, whose digest is worked out from their
/// files.</param>
/// <param name="Note">What whoever asks for the state of the process should know of it, such as that nobody signed it; null for
/// nothing.</param>
public sealed record ModelSource(ModelFolders Folders, string? Digest = null, string? Note = null);
