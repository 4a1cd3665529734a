using System.Text.Json;
using Serverless.Core;
using Serverless.Packages.Contract;
using Serverless.Packages.Loading;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;

namespace Serverless.Packages.Packing;

/// <summary>
/// Writes a staged package into a registry: one raw layer a file, sorted by path, nothing with a time in it, so that the same files make
/// the same digest.
/// </summary>
/// <param name="registry">Takes it.</param>
internal sealed class PackageWriter(IModelRegistry registry)
{
    public async Task<Result<PackageManifest, PackageFailure>> WriteAsync(
        string stage,
        CaptionContract contract,
        PackRequest request,
        CancellationToken cancellationToken
    )
    {
        var layers = new List<OciDescriptor>();
        foreach (var path in Paths(stage))
        {
            var file = Path.Combine(stage, path);
            var layer = new OciDescriptor(
                PackageMediaTypes.OfFile(path),
                await OciDigest.OfFileAsync(file, cancellationToken),
                new FileInfo(file).Length,
                new SortedDictionary<string, string>(StringComparer.Ordinal) { [PackageMediaTypes.PathAnnotation] = path }
            );
            layers.Add(layer);
            if (await WriteBlobAsync(layer, () => File.OpenRead(file), cancellationToken) is { } failure)
                return failure;
        }

        var config = new OciContent(PackageMediaTypes.ModelConfig, Config(contract, request, layers));
        if (await WriteBlobAsync(config.Descriptor, () => new MemoryStream(config.Bytes, false), cancellationToken) is { } unwritten)
            return unwritten;
        var manifest = Manifest(contract, config.Descriptor, layers).ToContent();
        if (await registry.WriteManifestAsync(manifest, PackageTag.Of(contract.Version), cancellationToken) is { } untagged)
            return untagged;
        return PackageManifest.Read(manifest, PackageLimits.Default);
    }

    private Task<PackageFailure?> WriteBlobAsync(OciDescriptor blob, Func<Stream> open, CancellationToken cancellationToken) =>
        registry.WriteBlobAsync(blob, _ => Task.FromResult(open()), cancellationToken);

    private static List<string> Paths(string stage) =>
        [
            .. Directory
                .EnumerateFiles(stage, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(stage, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    private static byte[] Config(CaptionContract contract, PackRequest request, List<OciDescriptor> layers)
    {
        var dtypes = layers
            .Select(layer => layer.Annotations![PackageMediaTypes.PathAnnotation])
            .Where(path => path.EndsWith(".onnx", StringComparison.Ordinal))
            .Select(ModelDtypes.Of)
            .Distinct();
        var config = new ModelConfig(
            new ModelDescriptor(request.CreatedAt, contract.Name, contract.Version, contract.Lineage?.Code, contract.Licenses),
            new ModelFileSystem("layers", [.. layers.Select(layer => layer.Digest)]),
            new ModelTraits("transformer", "onnx", string.Join(",", dtypes.Order(StringComparer.Ordinal)))
        );
        return JsonSerializer.SerializeToUtf8Bytes(config, OciJson.Stored.ModelConfig);
    }

    private static OciManifest Manifest(CaptionContract contract, OciDescriptor config, List<OciDescriptor> layers)
    {
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["org.opencontainers.image.title"] = contract.Name,
            ["org.opencontainers.image.version"] = contract.Version,
        };
        if (contract.Licenses is { Count: > 0 } licenses)
            annotations["org.opencontainers.image.licenses"] = string.Join(" AND ", licenses);
        return new OciManifest(2, PackageMediaTypes.Manifest, PackageMediaTypes.Model, config, layers, null, annotations);
    }
}
