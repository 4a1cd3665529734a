using NuGet.Versioning;

namespace Serverless.Packages.Nuget;

/// <summary>How a model becomes a package of NuGet.</summary>
/// <param name="Id">The package's id; null for <c>Serverless.Models.</c> and the model's name.</param>
/// <param name="Library">
/// The lowest version of the library that the package asks for, where that is above what the model requires, or a pre-release of it; null
/// for what the model requires.
/// </param>
public sealed record NupkgOptions(string? Id = null, NuGetVersion? Library = null)
{
    /// <summary>The library that loads models which come as packages.</summary>
    public const string LibraryId = "Serverless.Captions";

    /// <summary>The id of a model that is given no other.</summary>
    /// <param name="name">The model's name.</param>
    public static string IdOf(string name) => "Serverless.Models." + name;
}
