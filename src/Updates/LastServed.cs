using System.Security.Cryptography;
using System.Text;
using Serverless.Storage.Files;

namespace Serverless.Updates;

/// <summary>
/// Which package of a registry served last on this machine: what a start takes while the registry cannot be reached. The package itself
/// is verified again.
/// </summary>
/// <param name="cacheFolder">The folder of packages.</param>
/// <param name="registry">The registry's address.</param>
internal sealed class LastServed(string cacheFolder, string registry)
{
    private const int DigestLength = 71; // sha256: and 64 digits

    private readonly string _path = Path.Combine(cacheFolder, "served-" + Name(registry));

    /// <summary>Its digest; null where nothing served yet.</summary>
    public string? Find()
    {
        try
        {
            return File.Exists(_path) && File.ReadAllText(_path).Trim() is { Length: DigestLength } digest ? digest : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps it; a cache that cannot be written costs the next start without a network its package, and no more.</summary>
    public void Keep(string digest)
    {
        try
        {
            WholeFile.Write(_path, Encoding.UTF8.GetBytes(digest));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // said above
        }
    }

    private static string Name(string registry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(registry)))[..16];
}
