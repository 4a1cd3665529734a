using Serverless.Core;
using Serverless.Packages.Aliases;
using Serverless.Packages.Contract;
using Serverless.Packages.Gate;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;
using Serverless.Packages.Signatures;

namespace Serverless.Packages.Loading;

/// <summary>
/// Brings a package from where it is into the cache: manifest, names and sizes, signature, version, requirements, then every file with its
/// digest, then the gate. What fails is told with its rule and file, and nothing of it is left to be loaded.
/// </summary>
/// <param name="clock">Gives the times.</param>
/// <param name="trial">How a trial of a package is started; see <see cref="ModelTrial.StartInfo"/>.</param>
public sealed class PackageLoader(TimeProvider clock, TrialStart trial)
{
    /// <summary>Brings a package of a registry.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="tagOrDigest">A version, an alias, or <c>sha256:…</c>.</param>
    /// <param name="policy">What is taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<VerifiedPackage, PackageFailure>> OpenAsync(
        IModelRegistry registry,
        string tagOrDigest,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var check = await CheckAsync(registry, tagOrDigest, policy, cancellationToken);
        if (check.TryGet(out var candidate, out var failure))
            return await TakeAsync(registry, candidate, policy, cancellationToken);
        var isUnreachable = failure.Kind == PackageFailureKind.TryAgain && policy.TakesCachedWhenUnreachable;
        return isUnreachable && await FindCachedAsync(registry.Address, tagOrDigest, policy, cancellationToken) is { } cached
            ? cached
            : failure;
    }

    /// <summary>Brings a package that lies on disk.</summary>
    /// <param name="folderOrTar">An OCI image layout with one package in it; or a package of NuGet.</param>
    /// <param name="policy">What is taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<VerifiedPackage, PackageFailure>> OpenFileAsync(
        string folderOrTar,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        if (!PackageFile.Open(folderOrTar, policy.Limits, clock).TryGet(out var registry, out var failure))
            return failure;
        using (registry)
        {
            if (!(await PackageFile.FindTagAsync(registry, cancellationToken)).TryGet(out var tag, out failure))
                return failure;
            var opened = await OpenAsync(registry, tag, policy with { TakesCachedWhenUnreachable = false }, cancellationToken);
            if (opened.Failure is not null || registry is not UnpackedRegistry unpacked)
                return opened;
            var read = await PackageReader.ReadAsync(registry, tag, cancellationToken);
            if (!read.TryGet(out var package, out failure))
                return failure;
            return await UnpackedCheck.FindFaultAsync(unpacked, package.Package, cancellationToken) is { } fault ? fault : opened;
        }
    }

    /// <summary>All checks before the files: manifest, names, sizes, signature, version, requirements.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="tagOrDigest">A version, an alias, or <c>sha256:…</c>.</param>
    /// <param name="policy">What is taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<CheckedPackage, PackageFailure>> CheckAsync(
        IModelRegistry registry,
        string tagOrDigest,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var examined = await ExamineAsync(registry, tagOrDigest, policy, cancellationToken);
        if (examined.Value is { } candidate)
            new ModelCache(policy.CacheFolder).KeepReference(registry.Address, tagOrDigest, candidate.Package.Digest);
        return examined;
    }

    /// <summary>
    /// Checks a package that lies unpacked, such as one that came with a program, and leaves it where it is: all that is asked of others,
    /// but for the trial, and that no file is there which it does not list. Nothing is kept.
    /// </summary>
    /// <param name="folder">The package's files, and its evidence beside them: see <see cref="UnpackedRegistry"/>.</param>
    /// <param name="policy">What is taken; its cache is not used.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<VerifiedPackage, PackageFailure>> OpenUnpackedAsync(
        string folder,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        if (!UnpackedRegistry.OpenFolder(folder, policy.Limits).TryGet(out var registry, out var failure))
            return failure;
        using (registry)
        {
            if (!(await PackageFile.FindTagAsync(registry, cancellationToken)).TryGet(out var tag, out failure))
                return failure;
            if (!(await ExamineAsync(registry, tag, policy, cancellationToken)).TryGet(out var candidate, out failure))
                return failure;
            var wrong =
                await UnpackedCheck.FindFaultAsync(registry, candidate.Package, cancellationToken)
                ?? await new PackageGate(policy with { RunsTrial = false }, trial).CheckAsync(
                    folder,
                    candidate.Contract,
                    cancellationToken
                );
            return wrong is null ? new VerifiedPackage(folder, candidate.Package.Digest, candidate.Contract, candidate.Signer) : wrong;
        }
    }

    private async Task<Result<CheckedPackage, PackageFailure>> ExamineAsync(
        IModelRegistry registry,
        string tagOrDigest,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var resolved = await ResolveAsync(registry, tagOrDigest, policy, cancellationToken);
        if (!resolved.TryGet(out var digest, out var failure))
            return failure;
        if (!(await registry.ReadManifestAsync(digest, cancellationToken)).TryGet(out var content, out failure))
            return failure;
        if (OciDigest.IsValid(digest) && content.Digest != digest)
            return PackageFailure.Refused("digest", $"The registry gave {content.Digest} for it.", digest);
        if (!PackageManifest.Read(content, policy.Limits).TryGet(out var package, out failure))
            return failure;
        var config = await BlobReader.ReadAsync(registry, package.Manifest.Config, "manifest", cancellationToken);
        if (!config.TryGet(out var configBytes, out failure) || (failure = package.CheckConfig(configBytes)) is not null)
            return failure;
        if (!(await PackageSignatures.ReadAsync(registry, package, cancellationToken)).TryGet(out var signatures, out failure))
            return failure;
        var signed = new SignatureCheck(policy.Trusted, policy.AllowsUnsigned, clock.GetUtcNow()).Verify(package, signatures);
        if (!signed.TryGet(out var signer, out failure))
            return failure;
        var contractBlob = package.Find(PackageFiles.Contract)!.Blob;
        if (
            !(await BlobReader.ReadAsync(registry, contractBlob, PackageFiles.Contract, cancellationToken)).TryGet(
                out var bytes,
                out failure
            )
        )
            return failure;
        if (!CaptionContract.Parse(bytes).TryGet(out var contract, out failure))
            return failure;
        var parents = new ParentCheck(registry, policy.ParentFolder ?? policy.CacheFolder);
        if (!(await parents.FindUnmetAsync(contract.Requires?.Parent, cancellationToken)).TryGet(out var unmetParent, out failure))
            return failure;
        if (RequirementCheck.Check(contract, policy, unmetParent) is { } unmet)
            return unmet;
        return new CheckedPackage(package, contract, signer.KeyId, signatures);
    }

    private async Task<Result<string, PackageFailure>> ResolveAsync(
        IModelRegistry registry,
        string reference,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        if (!AliasNames.IsAlias(reference))
            return reference;
        var keys = new AliasKeys(null, policy.Trusted, policy.AllowsUnsigned, policy.CacheFolder);
        var read = await new AliasBook(registry, keys, clock, "").ReadAsync(reference, cancellationToken);
        return read.TryGet(out var entry, out var failure) ? entry.Digest : failure;
    }

    private async Task<Result<VerifiedPackage, PackageFailure>> TakeAsync(
        IModelRegistry registry,
        CheckedPackage candidate,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var cache = new ModelCache(policy.CacheFolder);
        var package = candidate.Package;
        try
        {
            cache.RemoveLeft();
            if (!await cache.IsWholeAsync(package, cancellationToken))
            {
                using var workshop = cache.CreateWorkshop();
                var gate = new PackageGate(policy, trial);
                var failure =
                    await CopyAsync(registry, package, workshop.Folder, cache.FindFiles(policy.Limits), cancellationToken)
                    ?? await gate.CheckAsync(workshop.Folder, candidate.Contract, cancellationToken);
                if (failure is not null)
                    return failure;
                cache.Publish(workshop.Folder, package.Digest);
            }

            cache.Keep(new CachedEvidence(package.Digest, package.Content.Bytes, candidate.Signatures));
            return Verified(cache, candidate);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PackageFailure.TryAgain("disk", "The cache cannot be written: " + error.Message, policy.CacheFolder);
        }
    }

    private static VerifiedPackage Verified(ModelCache cache, CheckedPackage candidate) =>
        new(cache.FolderOf(candidate.Package.Digest), candidate.Package.Digest, candidate.Contract, candidate.Signer);

    /// <summary>
    /// A version that was verified before; its signature, files and requirements are checked again, no registry asked. Its parent was
    /// known when it came, and is not asked for again.
    /// </summary>
    /// <param name="address">The registry's address.</param>
    /// <param name="reference">What was asked of it then: a version, an alias, or <c>sha256:…</c>.</param>
    /// <param name="policy">What is taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The package; null where it is not in the cache, or no longer what is taken.</returns>
    public async Task<VerifiedPackage?> FindCachedAsync(
        string address,
        string reference,
        PackagePolicy policy,
        CancellationToken cancellationToken
    )
    {
        var cache = new ModelCache(policy.CacheFolder);
        if (cache.FindReference(address, reference) is not { } digest || cache.FindEvidence(digest) is not { } evidence)
            return null;
        var content = new OciContent(PackageMediaTypes.Manifest, evidence.Manifest);
        if (content.Digest != digest || !PackageManifest.Read(content, policy.Limits).TryGet(out var package, out _))
            return null;
        var check = new SignatureCheck(policy.Trusted, policy.AllowsUnsigned, clock.GetUtcNow());
        if (!check.Verify(package, evidence.Signatures).TryGet(out var signer, out _))
            return null;
        if (!await cache.IsWholeAsync(package, cancellationToken))
            return null;
        var bytes = await File.ReadAllBytesAsync(Path.Combine(cache.FolderOf(digest), PackageFiles.Contract), cancellationToken);
        if (!CaptionContract.Parse(bytes).TryGet(out var contract, out _) || RequirementCheck.Check(contract, policy) is not null)
            return null;
        return Verified(cache, new CheckedPackage(package, contract, signer.KeyId, evidence.Signatures));
    }

    internal static async Task<PackageFailure?> CopyAsync(
        IModelRegistry registry,
        PackageManifest package,
        string folder,
        IReadOnlyDictionary<string, string> near,
        CancellationToken cancellationToken
    )
    {
        foreach (var entry in package.Entries)
        {
            var path = Path.Combine(folder, entry.Path.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (near.TryGetValue(entry.Blob.Digest, out var here) && await TryCopyAsync(here, path, entry, cancellationToken))
                continue;
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true);
            if (await BlobReader.CopyAsync(registry, entry, file, cancellationToken) is { } failure)
                return failure;
        }

        return null;
    }

    /// <summary>Copies a file that another package of the cache has; what is damaged there is fetched instead.</summary>
    private static async Task<bool> TryCopyAsync(string from, string to, PackageEntry entry, CancellationToken cancellationToken)
    {
        if (!File.Exists(from))
            return false;
        await using (var source = File.OpenRead(from))
        await using (var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write))
            await source.CopyToAsync(target, cancellationToken);
        if (await OciDigest.OfFileAsync(to, cancellationToken) == entry.Blob.Digest)
            return true;
        File.Delete(to);
        return false;
    }
}

/// <summary>A package whose files were not read yet; all that can be known without them is good.</summary>
/// <param name="Package">The package.</param>
/// <param name="Contract">Its contract.</param>
/// <param name="Signer">The id of the key that signed it; null where none that is trusted did.</param>
/// <param name="Signatures">The signatures as they are stored.</param>
public sealed record CheckedPackage(PackageManifest Package, CaptionContract Contract, string? Signer, IReadOnlyList<byte[]> Signatures);
