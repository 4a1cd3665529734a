using System.Security.Cryptography;
using System.Text.Json;

namespace Serverless.Testing.Emulators;

/// <summary>The file of a service account that the Cloud Storage server takes signatures of.</summary>
internal static class GoogleAccount
{
    public static async Task WriteAsync(string path)
    {
        using var key = RSA.Create(2048);
        var account = new
        {
            type = "service_account",
            project_id = "p",
            private_key_id = "k1",
            private_key = key.ExportPkcs8PrivateKeyPem(),
            client_email = "tests@p.iam.gserviceaccount.com",
            client_id = "1",
            token_uri = "https://oauth2.googleapis.com/token",
        };
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(account));
    }
}
