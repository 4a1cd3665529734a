using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Testing.Emulators;

/// <summary>What Azurite wants signed before there is a container.</summary>
internal static class AzureRequests
{
    /// <summary>The emulator's documented key; a secret of nobody's.</summary>
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static HttpRequestMessage CreateContainer(string account, string container, string key)
    {
        var time = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        var text =
            $"PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{time}\nx-ms-version:2023-11-03\n"
            + $"/devstoreaccount1/devstoreaccount1/{container}\nrestype:container";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(text)));
        var request = new HttpRequestMessage(HttpMethod.Put, $"{account}/{container}?restype=container")
        {
            Content = new ByteArrayContent([]),
        };
        request.Headers.Add("x-ms-date", time);
        request.Headers.Add("x-ms-version", "2023-11-03");
        request.Headers.TryAddWithoutValidation("Authorization", $"SharedKey devstoreaccount1:{signature}");
        return request;
    }
}
