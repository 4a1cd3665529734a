using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>Tokens as an identity provider signs them (ES256), and its keys.</summary>
internal sealed class TestTokens
{
    public const string Issuer = "https://accounts.example";

    private readonly ECDsa _key;

    public TestTokens(ECDsa key, string keySet)
    {
        (_key, KeySet) = (key, keySet);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        File.WriteAllText(
            keySet,
            JsonSerializer.Serialize(
                new
                {
                    keys = new[]
                    {
                        new
                        {
                            kty = "EC",
                            crv = "P-256",
                            use = "sig",
                            kid = "k1",
                            x = Code(point.X!),
                            y = Code(point.Y!),
                        },
                    },
                }
            )
        );
    }

    public string KeySet { get; }

    /// <summary>A token.</summary>
    /// <param name="email">Whose it is.</param>
    /// <param name="audience">Whom it is for.</param>
    /// <param name="scope">Scopes, blanks between; null for no such claim.</param>
    /// <param name="seconds">How long it is valid from now on; below 0 it has been over for as long.</param>
    public string Make(string email, string audience, string? scope = null, int seconds = 600)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var head = Code(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    alg = "ES256",
                    typ = "JWT",
                    kid = "k1",
                }
            )
        );
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = audience,
            ["iat"] = now + Math.Min(0, 2 * seconds),
            ["exp"] = now + seconds,
            ["sub"] = "1234",
            ["email"] = email,
            ["email_verified"] = true,
        };
        if (scope is not null)
            claims["scope"] = scope;
        var body = Code(JsonSerializer.SerializeToUtf8Bytes(claims));
        return $"{head}.{body}.{Code(_key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256))}";
    }

    private static string Code(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
