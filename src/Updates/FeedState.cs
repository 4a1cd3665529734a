using Serverless.Packages.Aliases;

namespace Serverless.Updates;

/// <summary>What the aliases of a registry mean.</summary>
/// <param name="Champion">What is to serve; null where nothing was promoted yet.</param>
/// <param name="Candidate">What is to be tried; null for nothing.</param>
/// <param name="Previous">What served before the champion; null for nothing.</param>
internal sealed record FeedState(AliasEntry? Champion, AliasEntry? Candidate = null, AliasEntry? Previous = null);
