using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Storage.Azure;

/// <summary>Shared access signatures of one blob, version 2023-11-03.</summary>
internal static class SharedAccessSignature
{
    public const string Create = "c";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>By the account's key (learn.microsoft.com/rest/api/storageservices/create-service-sas): sixteen lines.</summary>
    public static string OfAccount(string permissions, string resource, string expiresAt, string protocols, byte[] key)
    {
        string[] lines = [permissions, "", expiresAt, resource, "", "", protocols, BlobAccount.ServiceVersion, "b", "", "", "", "", "", "", ""];
        return Query([("sp", permissions), ("se", expiresAt), ("spr", protocols), ("sv", BlobAccount.ServiceVersion), ("sr", "b"), ("sig", Sign(lines, key))]);
    }

    /// <summary>By a key that stands for an identity (learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas): twenty-four lines.</summary>
    public static string OfDelegation(string permissions, string resource, string expiresAt, string protocols, DelegationKey key)
    {
        string[] lines =
        [
            permissions, "", expiresAt, resource, key.ObjectId, key.TenantId, key.Start, key.Expiry, key.Service, key.Version,
            "", "", "", "", protocols, BlobAccount.ServiceVersion, "b", "", "", "", "", "", "", "",
        ];
        return Query(
        [
            ("sp", permissions), ("se", expiresAt), ("skoid", key.ObjectId), ("sktid", key.TenantId), ("skt", key.Start), ("ske", key.Expiry), ("sks", key.Service), ("skv", key.Version),
            ("spr", protocols), ("sv", BlobAccount.ServiceVersion), ("sr", "b"), ("sig", Sign(lines, Convert.FromBase64String(key.Value))),
        ]);
    }

    private static string Sign(string[] lines, byte[] key) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    private static string Query(IEnumerable<(string Name, string Value)> pairs) => string.Join('&', pairs.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
}

/// <summary>A user delegation key as the service gives it.</summary>
internal sealed record DelegationKey(string ObjectId, string TenantId, string Start, string Expiry, string Service, string Version, string Value);
