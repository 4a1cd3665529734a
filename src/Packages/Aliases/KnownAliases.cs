using System.Text;
using System.Text.Json;
using Serverless.Packages.Loading;
using Serverless.Packages.Oci;
using Serverless.Storage.Files;

namespace Serverless.Packages.Aliases;

/// <summary>The highest numbers of aliases that this machine saw, in the folder <c>aliases</c> of the cache.</summary>
/// <param name="cacheFolder">The cache.</param>
internal sealed class KnownAliases(string cacheFolder)
{
    /// <summary>0 where none was seen, or what was kept is damaged.</summary>
    public long Find(string registry, string alias)
    {
        var path = PathOf(registry, alias);
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), LoadingJson.Default.KnownAlias)?.Number ?? 0
                : 0;
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            return 0;
        }
    }

    /// <summary>Keeps a number that is higher than what is known.</summary>
    public void Keep(string registry, string alias, long number)
    {
        if (number <= Find(registry, alias))
            return;
        var path = PathOf(registry, alias);
        var known = new KnownAlias(registry, alias, number);
        WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(known, LoadingJson.Default.KnownAlias));
    }

    private string PathOf(string registry, string alias)
    {
        var name = OciDigest.Hex(OciDigest.Of(Encoding.UTF8.GetBytes(registry)));
        return Path.Combine(cacheFolder, "aliases", $"{name}-{alias}.json");
    }
}
