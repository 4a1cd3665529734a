using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;
using Serverless.Api.Access;
using Serverless.Api.Wire;
using Serverless.Settings.Access;
using Serverless.Testing;

namespace Serverless.Api.Tests;

/// <summary>An issuer with a web server of its own: signs with keys by name, publishes some, or answers what it is told.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string Name = "https://issuer.example";
    public const string Audience = "captions";

    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);
    private WebServer _server = null!;

    /// <summary>What the server does; by path.</summary>
    public Dictionary<string, RequestDelegate> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>A date that the library's own look at the machine's clock, at its first failure, cannot be ahead of.</summary>
    public TestClock Clock { get; } = new(2199);

    public List<string> Faults { get; } = [];

    public string Root => $"http://127.0.0.1:{_server.Port}";

    public string KeysAddress => Root + "/keys";

    public int Asked(string path) => _asked.GetValueOrDefault(path);

    public static async Task<Issuer> StartAsync(params string[] published)
    {
        var issuer = new Issuer();
        issuer._server = await WebServer.StartAsync(
            IPAddress.Loopback,
            0,
            context =>
            {
                var path = context.Request.Path.Value!;
                lock (issuer._asked)
                    issuer._asked[path] = issuer.Asked(path) + 1;
                return issuer.Pages[path](context);
            }
        );
        issuer.Publish(published);
        return issuer;
    }

    public void Publish(params string[] ids) => Pages["/keys"] = Says(KeySet(ids));

    public static RequestDelegate Says(string body, int status = 200) =>
        context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };

    public string KeySet(params string[] ids) =>
        $$"""{"keys":[{{string.Join(',', ids.Select(id =>
    {
        var point = Key(id).ExportParameters(false).Q;
        var (x, y) = (Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
        return $$"""{"kty":"EC","crv":"P-256","use":"sig","kid":"{{id}}","x":"{{x}}","y":"{{y}}"}""";
    }))}}]}""";

    /// <summary>Callers' proof as a host makes it, with the keys of that place, under this issuer's clock.</summary>
    public JwtAuthenticator Authenticator(string place)
    {
        var settings = new JwtSettings(Name, Audience, ["ES256"], place);
        var keys = new SigningKeys(settings, Clock, new HttpClient { Timeout = TimeSpan.FromSeconds(1) }, Faults.Add);
        ClockOf(keys) = Clock;
        return new JwtAuthenticator(settings, keys);
    }

    public async Task<bool> IsAcceptedAsync(IAuthenticator authenticator, string keyId) =>
        (await authenticator.AuthenticateAsync(Request(Token(keyId)), TestContext.Current.CancellationToken)).TryGet(out _, out _);

    public string Token(string keyId) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Name,
                Audience = Audience,
                Subject = new ClaimsIdentity([new Claim("sub", "someone"), new Claim("scope", "caption")]),
                SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(Key(keyId)) { KeyId = keyId }, "ES256"),
            }
        );

    public static WireRequest Request(string token)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer " + token };
        return new WireRequest("POST", "/v1/captions", [], headers, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    private ECDsa Key(string id) => _keys.TryGetValue(id, out var key) ? key : _keys[id] = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The library keeps its clock to itself; tests move it all the same.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "TimeProvider")]
    private static extern ref TimeProvider ClockOf(ConfigurationManager<IssuerKeys> manager);
}
