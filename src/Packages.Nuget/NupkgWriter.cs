using NuGet.Packaging;
using Serverless.Packages.Loading;
using Serverless.Packages.Packing;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Nuget;

/// <summary>
/// Makes a package of NuGet of a model's package: its files and its evidence as they are, below <c>model/</c>; build files that copy them
/// beside a program; the library that loads them as its dependency. The same package makes the same bytes.
/// </summary>
/// <param name="options">Id and dependency.</param>
public sealed class NupkgWriter(NupkgOptions options) : INupkgWriter
{
    private const string Model = "model/";

    /// <inheritdoc/>
    public async Task<PackageFailure?> WriteAsync(IModelRegistry source, string output, CancellationToken cancellationToken)
    {
        if (!(await PackageFile.FindTagAsync(source, cancellationToken)).TryGet(out var tag, out var failure))
            return failure;
        if (!(await PackageReader.ReadAsync(source, tag, cancellationToken)).TryGet(out var packed, out failure))
            return failure;
        if (!NupkgMetadata.Build(packed.Contract, packed.Package, options).TryGet(out var builder, out failure))
            return failure;
        var folder = Directory.CreateTempSubdirectory("caption-nupkg-").FullName;
        try
        {
            if (await new UnpackedPackage(source).WriteAsync(packed.Package, tag, folder, cancellationToken) is { } unread)
                return unread;
            var card = Path.Combine(folder, packed.Contract.Card ?? PackageFiles.Card);
            var isKnown = packed.Package.Find(packed.Contract.Card ?? PackageFiles.Card) is not null;
            builder.Files.Add(new TextFile("README.md", NupkgReadme.Of(packed, builder, isKnown ? File.ReadAllText(card) : null)));
            builder.Files.Add(new TextFile($"buildTransitive/{builder.Id}.targets", NupkgTargets.Of(packed)));
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
                builder.Files.Add(new PhysicalPackageFile { SourcePath = file, TargetPath = Model + name });
            }

            return Save(builder, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Beside its name first; then read as those will who take it, so that none is made that is not taken.</summary>
    private static PackageFailure? Save(PackageBuilder builder, string output)
    {
        var path = Path.GetFullPath(output);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + ".part";
        try
        {
            using (var file = File.Create(part))
                builder.Save(file);
            var opened = UnpackedRegistry.OpenNupkg(part, PackageLimits.Default);
            opened.Value?.Dispose();
            if (opened.Failure is null)
                File.Move(part, path);
            return opened.Failure;
        }
        finally
        {
            File.Delete(part);
        }
    }
}
