using Microsoft.IdentityModel.Protocols;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>Documents with keys: from a file or an address that may be read. The library's own reading hides why it fails.</summary>
internal sealed class KeyDocuments(HttpClient client) : IDocumentRetriever
{
    public Task<string> GetDocumentAsync(string address, CancellationToken cancel) =>
        KeySetAddress.IsWeb(address) ? client.GetStringAsync(address, cancel) : File.ReadAllTextAsync(address, cancel);
}
