namespace Serverless.Packages.Contract;

/// <summary>What a package needs.</summary>
/// <param name="Core">Versions of this program that run it, as NuGet writes ranges: <c>[0.1.0, 1.0.0)</c>; null for any.</param>
/// <param name="Opset">The highest opset of ONNX it uses; null where it does not say.</param>
/// <param name="Operators">Operators its graphs use, each <c>domain:Name</c>; null where it does not say.</param>
/// <param name="Providers">Execution providers, of which one must be there; null for any.</param>
/// <param name="MemoryMiB">Memory of a process that runs it, in MiB; null where it does not say.</param>
/// <param name="Parent">The package it was made from, and whose place it takes; null for none.</param>
public sealed record PackageRequires(
    string? Core = null,
    int? Opset = null,
    IReadOnlyList<string>? Operators = null,
    IReadOnlyList<string>? Providers = null,
    long? MemoryMiB = null,
    ParentPackage? Parent = null
);

/// <summary>Another package.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its semantic version.</param>
/// <param name="Digest">The digest of its manifest.</param>
public sealed record ParentPackage(string Name, string Version, string Digest);
