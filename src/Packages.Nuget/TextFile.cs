using System.Runtime.Versioning;
using System.Text;
using NuGet.Frameworks;
using NuGet.Packaging;

namespace Serverless.Packages.Nuget;

/// <summary>A file of a package whose text is made.</summary>
/// <param name="path">Its path in the package.</param>
/// <param name="text">Its text.</param>
internal sealed class TextFile(string path, string text) : IPackageFile
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

    public string Path => path;

    public string EffectivePath => path;

    public FrameworkName? TargetFramework => null;

    public NuGetFramework? NuGetFramework => null;

    public DateTimeOffset LastWriteTime => DateTimeOffset.UnixEpoch;

    public Stream GetStream() => new MemoryStream(_bytes, writable: false);
}
