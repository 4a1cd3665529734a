using System.Diagnostics.CodeAnalysis;

namespace Serverless.Storage.Azure;

/// <summary>An account as <c>AZURE_STORAGE_CONNECTION_STRING</c> names it (learn.microsoft.com/azure/storage/common/storage-configure-connection-string): for emulators and stores without an identity.</summary>
/// <param name="Account">Its name.</param>
/// <param name="Endpoint">Its blob endpoint, without a slash at the end.</param>
/// <param name="Key">Its key; null with a signature.</param>
/// <param name="Signature">A shared access signature, without a question mark; null with a key.</param>
internal sealed record ConnectionString(string Account, Uri Endpoint, byte[]? Key, string? Signature)
{
    /// <summary>The emulator's account and key, public and documented.</summary>
    private const string Emulator = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1";

    /// <summary>Reads one; the fault never holds a part of it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ConnectionString? read, [NotNullWhen(false)] out string? fault)
    {
        (read, fault) = (null, "AZURE_STORAGE_CONNECTION_STRING is not NAME=VALUE;…");
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is not [var name, var value] || !parts.TryAdd(name, value)) return false;
        }

        if (parts.GetValueOrDefault("UseDevelopmentStorage") == "true") return TryParse(Emulator, out read, out fault);
        var account = parts.GetValueOrDefault("AccountName");
        var suffix = parts.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        var address = parts.GetValueOrDefault("BlobEndpoint") ?? (account is null ? null : $"{parts.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.blob.{suffix}");
        fault = "AZURE_STORAGE_CONNECTION_STRING has no BlobEndpoint that is an http(s) address, and no AccountName to make one of";
        if (!Uri.TryCreate(address?.TrimEnd('/'), UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https")) return false;
        var key = new byte[parts.GetValueOrDefault("AccountKey")?.Length ?? 0];
        fault = "AZURE_STORAGE_CONNECTION_STRING has neither an AccountKey in Base64 nor a SharedAccessSignature";
        var hasKey = Convert.TryFromBase64String(parts.GetValueOrDefault("AccountKey", ""), key, out var length) && length > 0;
        if (!hasKey && !parts.ContainsKey("SharedAccessSignature")) return false;
        account ??= endpoint.Host.Split('.')[0];
        read = new ConnectionString(account, endpoint, hasKey ? key[..length] : null, hasKey ? null : parts["SharedAccessSignature"].TrimStart('?'));
        fault = null;
        return true;
    }
}
