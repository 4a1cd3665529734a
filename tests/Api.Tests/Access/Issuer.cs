using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;
using Serverless.Api.Access;
using Serverless.Api.Tests.Server;
using Serverless.Testing;

namespace Serverless.Api.Tests;

/// <summary>An issuer with a web server of its own: signs with keys by name, publishes some, or answers what it is told.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string Name = "https://issuer.example";
    public const string Audience = "captions";

    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly List<ServiceProvider> _services = [];
    private readonly RecordedLog _log = new();
    private WebServer _server = null!;

    /// <summary>What the server does; by path.</summary>
    public Dictionary<string, RequestDelegate> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>A date that the library's own look at the machine's clock, at its first failure, cannot be ahead of.</summary>
    public TestClock Clock { get; } = new(2199);

    /// <summary>What the log says of keys that could not be read.</summary>
    public IReadOnlyList<string> Errors => [.. _log.Of(1100).Select(entry => (string)entry.Fields["Fault"]!)];

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

    /// <summary>Callers' proof as a host checks it, with the keys of that place, under this issuer's clock.</summary>
    public IServiceProvider Authenticator(string place) =>
        Authenticator(
            AccessSchemes.Jwt,
            ("CAPTION_AUTH", "jwt"),
            ("CAPTION_JWT_ISSUER", Name),
            ("CAPTION_JWT_AUDIENCE", Audience),
            ("CAPTION_JWT_ALGORITHMS", "ES256"),
            ("CAPTION_JWT_KEY_SET", place)
        );

    /// <summary>The proof of who pushes events, likewise.</summary>
    public IServiceProvider PushAuthenticator(string place, string identity) =>
        Authenticator(
            AccessSchemes.Push,
            ("CAPTION_EVENTS_ISSUER", Name),
            ("CAPTION_EVENTS_AUDIENCE", Audience),
            ("CAPTION_EVENTS_IDENTITY", identity),
            ("CAPTION_EVENTS_KEY_SET", place)
        );

    public async Task<bool> IsAcceptedAsync(IServiceProvider authenticator, string keyId, string scheme = AccessSchemes.Jwt) =>
        await authenticator.AuthenticateAsync(scheme, "Authorization", "Bearer " + Token(keyId)) is { Denial: null };

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

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
        await _server.DisposeAsync();
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    private ServiceProvider Authenticator(string scheme, params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddTestCaptioning(settings, _log, Clock);
        var built = services.BuildServiceProvider();
        _services.Add(built);
        var parameters = built.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(scheme).TokenValidationParameters;
        ClockOf((SigningKeys)parameters.ConfigurationManager) = Clock;
        return built;
    }

    private ECDsa Key(string id) => _keys.TryGetValue(id, out var key) ? key : _keys[id] = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The library keeps its clock to itself; tests move it all the same.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "TimeProvider")]
    private static extern ref TimeProvider ClockOf(ConfigurationManager<IssuerKeys> manager);
}
