using Microsoft.IdentityModel.Protocols;

namespace Serverless.Hosting.Access;

/// <summary>Documents with keys: from a file or an address that may be asked. The library's own reading hides why it fails.</summary>
internal sealed class KeyDocuments(HttpClient client) : IDocumentRetriever
{
    public Task<string> GetDocumentAsync(string address, CancellationToken cancel) =>
        IsWeb(address) ? client.GetStringAsync(address, cancel) : File.ReadAllTextAsync(address, cancel);

    /// <summary>Whether keys may be fetched from there: https, or http on loopback.</summary>
    public static bool IsWeb(string place) =>
        Uri.TryCreate(place, UriKind.Absolute, out var address)
        && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback));

    /// <summary>Whether keys may be read from there.</summary>
    public static bool IsPlace(string place) => IsWeb(place) || File.Exists(place);
}
