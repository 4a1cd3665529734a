namespace Serverless.Packages.Packing;

/// <summary>The tag of a version.</summary>
public static class PackageTag
{
    /// <summary>The version itself; a tag cannot hold the <c>+</c> of build metadata, an underscore stands for it.</summary>
    /// <param name="version">A semantic version.</param>
    public static string Of(string version) => version.Replace('+', '_');
}
