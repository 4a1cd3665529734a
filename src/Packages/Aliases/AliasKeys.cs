using Serverless.Signing;

namespace Serverless.Packages.Aliases;

/// <summary>What signs entries of aliases, and what they are held against.</summary>
/// <param name="Signing">Signs; null for none.</param>
/// <param name="Trusted">Keys whose signatures count; null for none.</param>
/// <param name="AllowsUnsigned">Whether entries that no trusted key signed are taken.</param>
/// <param name="CacheFolder">Where the highest numbers that were seen are kept: a lower one is refused.</param>
public sealed record AliasKeys(SigningKey? Signing, TrustedKeys? Trusted, bool AllowsUnsigned, string CacheFolder);

/// <summary>The highest number of an alias that was seen.</summary>
/// <param name="Registry">The registry's address.</param>
/// <param name="Alias">The alias.</param>
/// <param name="Number">The number.</param>
internal sealed record KnownAlias(string Registry, string Alias, long Number);
