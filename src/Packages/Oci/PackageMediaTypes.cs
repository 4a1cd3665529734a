namespace Serverless.Packages.Oci;

/// <summary>
/// Media types of a package: the OCI image specification 1.1, the CNCF ModelPack specification
/// (https://github.com/modelpack/model-spec), and Sigstore's bundle.
/// </summary>
public static class PackageMediaTypes
{
    /// <summary>A manifest.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An index of manifests.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";

    /// <summary>The artifact type of a model package.</summary>
    public const string Model = "application/vnd.cncf.model.manifest.v1+json";

    /// <summary>The configuration of a model package.</summary>
    public const string ModelConfig = "application/vnd.cncf.model.config.v1+json";

    /// <summary>A layer that is a file of weights.</summary>
    public const string Weight = "application/vnd.cncf.model.weight.v1.raw";

    /// <summary>A layer that is a file of configuration: JSON, text, tables.</summary>
    public const string WeightConfig = "application/vnd.cncf.model.weight.config.v1.raw";

    /// <summary>A layer that is a document for people.</summary>
    public const string Document = "application/vnd.cncf.model.doc.v1.raw";

    /// <summary>A layer that is data: a golden picture.</summary>
    public const string Dataset = "application/vnd.cncf.model.dataset.v1.raw";

    /// <summary>A signature: Sigstore's bundle.</summary>
    public const string Bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// <summary>The configuration of an artifact that has none (OCI image specification, "Guidance for an Empty Descriptor").</summary>
    public const string Empty = "application/vnd.oci.empty.v1+json";

    /// <summary>The annotation of a layer with the path of its file in the package.</summary>
    public const string PathAnnotation = "org.cncf.model.filepath";

    /// <summary>The annotation of a layer with what a file is (mode, link), as some makers of packages write it.</summary>
    public const string FileAnnotation = "org.cncf.model.file.metadata+json";

    /// <summary>The annotation of a manifest in an index with its tag.</summary>
    public const string TagAnnotation = "org.opencontainers.image.ref.name";

    private static readonly HashSet<string> Layers = [Weight, WeightConfig, Document, Dataset, CodeRaw];

    private const string CodeRaw = "application/vnd.cncf.model.code.v1.raw";

    /// <summary>Whether a layer is one file as it is.</summary>
    /// <param name="mediaType">Its media type.</param>
    public static bool IsRawFile(string mediaType) => Layers.Contains(mediaType);

    /// <summary>The media type of a file by its ending.</summary>
    /// <param name="path">Its path in the package.</param>
    public static string OfFile(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".onnx" or ".npy" or ".data" or ".onnx_data" or ".bin" or ".safetensors" => Weight,
            ".md" => Document,
            ".jpg" or ".jpeg" or ".png" or ".webp" or ".gif" or ".tif" or ".tiff" or ".avif" => Dataset,
            _ when path.Contains(".onnx_data", StringComparison.Ordinal) => Weight,
            _ => WeightConfig,
        };
}
