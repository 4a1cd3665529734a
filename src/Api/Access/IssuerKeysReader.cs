using System.Globalization;
using System.Text.Json;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Serverless.Settings.Access;

namespace Serverless.Api.Access;

/// <summary>
/// Reads an issuer's keys: a JWKS (RFC 7517), or the issuer's discovery document (OpenID Connect Discovery 1.0, section 3), which
/// names one. A failed reading is reported, and not tried again before <see cref="SigningKeys.NotSooner"/>: the library paces only
/// readings that succeed.
/// </summary>
/// <param name="issuer">Who a discovery document must be of (section 4.3).</param>
/// <param name="clock">Paces.</param>
/// <param name="onError">Receives why keys could not be read, for the log.</param>
internal sealed class IssuerKeysReader(string issuer, TimeProvider clock, Action<string> onError) : IConfigurationRetriever<IssuerKeys>
{
    private DateTimeOffset? _readAt;
    private (DateTimeOffset At, Exception Error)? _failed;

    // Never entered twice at a time: the library reads under a lock.
    public async Task<IssuerKeys> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        if (_failed is { } last && clock.GetUtcNow() - last.At < SigningKeys.NotSooner)
        {
            throw new InvalidOperationException(last.Error.Message, last.Error);
        }

        try
        {
            var keys = new IssuerKeys(await ReadAsync(address, retriever, cancel), clock.GetUtcNow());
            (_readAt, _failed) = (keys.ReadAt, null);
            return keys;
        }
        catch (Exception error)
        {
            _failed = (clock.GetUtcNow(), error);
            onError($"{Shown(address)}: {error.Message} {Consequence()}");
            throw; // the library keeps the last keys
        }
    }

    private async Task<IList<SecurityKey>> ReadAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
    {
        var text = await retriever.GetDocumentAsync(address, cancel);
        if (KeysAddress(text) is { } next)
            text = await retriever.GetDocumentAsync(Allowed(address, next), cancel);
        var keys = new JsonWebKeySet(text).GetSigningKeys();
        return keys.Count > 0 ? keys : throw new InvalidDataException("There is no key that signs.");
    }

    /// <summary>Where the discovery document says that the keys are; null where the text is no such document.</summary>
    private string? KeysAddress(string text)
    {
        using var document = JsonDocument.Parse(text); // the exception says where the error is, not what the text holds
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("That is no JSON object.");
        if (!document.RootElement.TryGetProperty("jwks_uri", out _))
            return null;
        var discovered = OpenIdConnectConfiguration.Create(text);
        return discovered.Issuer == issuer
            ? discovered.JwksUri
            : throw new InvalidDataException($"That is the discovery document of '{discovered.Issuer}', not of '{issuer}'.");
    }

    private static string Allowed(string from, string keys) =>
        KeySetAddress.IsWeb(keys) && !(IsHttps(from) && !IsHttps(keys))
            ? keys
            : throw new InvalidDataException($"Its jwks_uri is '{keys}', which is not an https address.");

    private static bool IsHttps(string address) => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Without a query, which might be secret.</summary>
    private static string Shown(string address) => KeySetAddress.IsWeb(address) ? new Uri(address).GetLeftPart(UriPartial.Path) : address;

    private string Consequence()
    {
        if (_readAt is not { } readAt)
            return "No keys are known: no token is accepted.";
        var until = readAt + SigningKeys.ServeFor;
        return clock.GetUtcNow() > until
            ? $"Those read at {Time(readAt)} are too old: no token is accepted."
            : $"Those read at {Time(readAt)} serve until {Time(until)}.";
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
