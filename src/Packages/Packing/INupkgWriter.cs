using Serverless.Packages.Registries;

namespace Serverless.Packages.Packing;

/// <summary>Makes packages of NuGet. Its client's libraries are no part of programs that only read packages.</summary>
public interface INupkgWriter
{
    /// <summary>Writes the only version that a layout holds, with its signatures.</summary>
    /// <param name="source">The layout.</param>
    /// <param name="output">The file, whose name ends with <c>.nupkg</c>; it must not be there yet.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    Task<PackageFailure?> WriteAsync(IModelRegistry source, string output, CancellationToken cancellationToken);
}
