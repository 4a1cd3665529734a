using System.Net;
using Serverless.Core;

namespace Serverless.Packages.Hub;

/// <summary>Where the hub is and where its files are kept: the variables of Hugging Face's own tools, so that a cache is shared.</summary>
/// <param name="Endpoint">The hub, with a slash at the end.</param>
/// <param name="Token">The token; null for none.</param>
/// <param name="CacheFolder">The folder with <c>models--OWNER--NAME</c>.</param>
/// <param name="IsOffline">Whether the network is left alone.</param>
public sealed record HubSettings(Uri Endpoint, string? Token, string CacheFolder, bool IsOffline = false)
{
    private const string DefaultEndpoint = "https://huggingface.co";

    /// <summary>Reads HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE.</summary>
    /// <param name="variable">Reads one variable; null where it is not set.</param>
    /// <returns>The settings, or <c>hub_endpoint</c>.</returns>
    public static Result<HubSettings, PackageFailure> Read(Func<string, string?> variable)
    {
        var endpoint = Set("HF_ENDPOINT") ?? DefaultEndpoint;
        if (!Uri.TryCreate(endpoint.TrimEnd('/') + "/", UriKind.Absolute, out var address) || !IsSafe(address))
            return PackageFailure.WrongUsage("hub_endpoint", "HF_ENDPOINT is no https:// address (http:// only of this machine).");
        var home =
            Set("HF_HOME") ?? Path.Combine(Set("XDG_CACHE_HOME") ?? Path.Combine(Set("HOME") ?? UserFolder, ".cache"), "huggingface");
        var token = Set("HF_TOKEN") ?? Set("HUGGING_FACE_HUB_TOKEN") ?? TokenIn(Set("HF_TOKEN_PATH") ?? Path.Combine(home, "token"));
        var isOffline = Set("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";
        return new HubSettings(address, token, Set("HF_HUB_CACHE") ?? Path.Combine(home, "hub"), isOffline);

        string? Set(string name) => variable(name)?.Trim() is { Length: > 0 } value ? value : null;
    }

    private static string UserFolder => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>Whether an address may be asked: encrypted, or of this machine.</summary>
    internal static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address));

    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));

    private static string? TokenIn(string file)
    {
        try
        {
            return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // models that need none are had without it
        }
    }
}
