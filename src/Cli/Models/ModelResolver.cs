using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;
using Serverless.Packages.Registries;

namespace Serverless.Cli.Models;

/// <summary>What a tag of a reference means: an alias the digest of its newest entry, everything else itself.</summary>
/// <param name="registry">The registry.</param>
/// <param name="policy">Which keys are trusted.</param>
internal sealed class ModelResolver(IModelRegistry registry, PackagePolicy policy)
{
    /// <exception cref="StoppedException">The alias is not there, or not signed by a trusted key.</exception>
    public async Task<string> ResolveAsync(string tag, CancellationToken cancellationToken)
    {
        if (!AliasNames.IsAlias(tag))
            return tag;
        var keys = new AliasKeys(null, policy.Trusted, policy.AllowsUnsigned, policy.CacheFolder);
        return (await new AliasBook(registry, keys, ModelSurroundings.Clock, "").ReadAsync(tag, cancellationToken)).OrThrow().Digest;
    }
}
