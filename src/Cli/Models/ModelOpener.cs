using Serverless.Core;
using Serverless.Packages;
using Serverless.Packages.Aliases;
using Serverless.Packages.Loading;

namespace Serverless.Cli.Models;

/// <summary>Brings a package from where a person says it is: a file, a folder, or a registry.</summary>
/// <param name="surroundings">This machine.</param>
internal sealed class ModelOpener(ModelSurroundings surroundings)
{
    /// <param name="text">A package on disk, or a reference; one without a tag means the champion.</param>
    /// <param name="policy">What is taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<VerifiedPackage, PackageFailure>> OpenAsync(
        string text,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        if (!ModelReference.Parse(text).TryGet(out var reference, out var failure))
            return failure;
        if (IsFile(reference) && await IsPackageAsync(reference, cancellationToken))
            return await surroundings.Loader.OpenFileAsync(reference.Registry, policy, cancellationToken);
        if (!surroundings.Registries.Open(reference).TryGet(out var registry, out failure))
            return failure;
        using (registry)
            return await surroundings.Loader.OpenAsync(registry, reference.Tag ?? AliasNames.Champion, policy, cancellationToken);
    }

    /// <summary>Whether a reference is a file or folder of this machine, without a tag.</summary>
    public static bool IsFile(ModelReference reference) =>
        reference is { Kind: ModelReferenceKind.Path, Tag: null } && !reference.Registry.StartsWith("file://", StringComparison.Ordinal);

    /// <summary>A layout with one version and no champion is a package; else it is a registry.</summary>
    private async Task<bool> IsPackageAsync(ModelReference reference, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(reference.Registry))
            return true;
        if (!surroundings.Registries.Open(reference).TryGet(out var registry, out _))
            return true;
        using (registry)
        {
            var alias = await registry.ReadAliasAsync(AliasNames.Champion, cancellationToken);
            return alias.Value?.Newest is null;
        }
    }
}
