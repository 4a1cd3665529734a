using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Azure;

/// <summary>Signs with an account's key (learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key): emulators and accounts without an identity.</summary>
internal sealed class SharedKeyPolicy(string account, byte[] key, TimeProvider clock) : HttpPipelineSynchronousPolicy
{
    private static readonly string[] Signed = ["Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"];

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        request.Headers.SetValue("x-ms-date", clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(StringToSign(request, account))));
        request.Headers.SetValue("Authorization", $"SharedKey {account}:{signature}");
    }

    internal static string StringToSign(Request request, string account)
    {
        var text = new StringBuilder(request.Method.Method).Append('\n');
        foreach (var name in Signed)
        {
            var value = request.Headers.TryGetValue(name, out var sent) ? sent : "";
            text.Append(name == "Content-Length" && value == "0" ? "" : value).Append('\n');
        }

        foreach (var header in request.Headers.Where(header => header.Name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase)).OrderBy(header => header.Name.ToLowerInvariant(), StringComparer.Ordinal))
        {
            text.Append(header.Name.ToLowerInvariant()).Append(':').Append(header.Value).Append('\n');
        }

        var address = request.Uri.ToUri();
        text.Append('/').Append(account).Append(address.AbsolutePath);
        foreach (var (name, value) in QueryOf(address).OrderBy(pair => pair.Name, StringComparer.Ordinal)) text.Append('\n').Append(name).Append(':').Append(value);
        return text.ToString();
    }

    private static IEnumerable<(string Name, string Value)> QueryOf(Uri address) => address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Uri.UnescapeDataString(pair[0]).ToLowerInvariant(), pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : ""));
}
