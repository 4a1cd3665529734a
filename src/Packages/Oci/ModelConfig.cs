namespace Serverless.Packages.Oci;

/// <summary>The configuration of a model package (CNCF ModelPack, config.md).</summary>
/// <param name="Descriptor">What it is called.</param>
/// <param name="Modelfs">Its files by content.</param>
/// <param name="Config">What the model is.</param>
public sealed record ModelConfig(ModelDescriptor Descriptor, ModelFileSystem Modelfs, ModelTraits Config);

/// <summary>What a model is called.</summary>
/// <param name="CreatedAt">When, in UTC; null where SOURCE_DATE_EPOCH does not say, so that the same files make the same package.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="Revision">The commit of the code that made it; null where it is not known.</param>
/// <param name="Licenses">SPDX identifiers; null where none is declared.</param>
public sealed record ModelDescriptor(
    DateTimeOffset? CreatedAt,
    string Name,
    string Version,
    string? Revision,
    IReadOnlyList<string>? Licenses
);

/// <summary>The files by content.</summary>
/// <param name="Type"><c>layers</c>.</param>
/// <param name="DiffIds">The digests of the unpacked layers, in their order; raw layers are their own.</param>
public sealed record ModelFileSystem(string Type, IReadOnlyList<string> DiffIds);

/// <summary>What a model is.</summary>
/// <param name="Architecture">Of its parts the decoder's: <c>transformer</c>.</param>
/// <param name="Format"><c>onnx</c>.</param>
/// <param name="Precision">How its weights are stored.</param>
public sealed record ModelTraits(string Architecture, string Format, string? Precision);

/// <summary>What a maker of packages tells of a layer's file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Typeflag">The type of tar's header, as a number: 48 or 0 a file.</param>
public sealed record FileMetadata(string? Name, int? Typeflag);
