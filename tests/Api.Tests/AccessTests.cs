using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Serverless.Api.Access;
using Serverless.Api.Tests.Server;
using Serverless.Settings;
using Serverless.Settings.Access;
using Serverless.Testing;

namespace Serverless.Api.Tests;

public sealed class AccessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("access-").FullName;
    private readonly TestClock _clock = new();

    private string KeysPath => Path.Combine(_folder, "keys.json");

    [Theory]
    [InlineData("X-Api-Key", "first", true)]
    [InlineData("Authorization", "Bearer first", true)]
    [InlineData("Authorization", "bearer second", true)]
    [InlineData("X-Api-Key", "third", false)]
    [InlineData("Authorization", "Basic first", false)]
    [InlineData("X-Other", "first", false)]
    public async Task A_key_lets_its_caller_in(string header, string value, bool isAccepted)
    {
        WriteKeys(("shop", "first", """["caption"]""", null), ("press", "second", """["caption","review"]""", null));
        await using var server = await StartWithKeysAsync();
        var answer = await server.SendAsync("POST", "/v1/captions", null, (header, value));
        Assert.Equal(isAccepted ? (400, "empty_body") : (401, "unauthenticated"), (answer.Status, CodeOf(answer)));
        var caller = (await server.Services.AuthenticateAsync(AccessSchemes.Keys, header, value))?.Caller;
        Assert.Equal(isAccepted, caller is not null);
        if (isAccepted)
            Assert.Contains(Scopes.Caption, caller!.Scopes);
    }

    [Fact]
    public async Task A_key_is_good_for_its_rate_and_no_more()
    {
        WriteKeys(("shop", "first", """["caption"]""", 2), ("press", "second", """["caption"]""", 1));
        await using var server = await StartWithKeysAsync();
        Assert.Equal(400, (await server.SendAsync("POST", "/v1/captions", null, ("X-Api-Key", "first"))).Status);
        Assert.Equal(400, (await server.SendAsync("POST", "/v1/captions", null, ("X-Api-Key", "first"))).Status);
        var third = await server.SendAsync("POST", "/v1/captions", null, ("X-Api-Key", "first"));
        Assert.Equal((429, "busy", "1"), (third.Status, CodeOf(third), third.Headers.RetryAfter.Single()));
        Assert.Equal(400, (await server.SendAsync("POST", "/v1/captions", null, ("X-Api-Key", "second"))).Status);
    }

    [Fact]
    public async Task A_rate_is_held_before_scopes_and_only_where_a_key_is_needed()
    {
        WriteKeys(("metrics", "first", """["metrics"]""", 1));
        await using var server = await StartWithKeysAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await server.SendAsync("GET", "/health/live", null, ("X-Api-Key", "first"))).Status);
            Assert.Equal(404, (await server.SendAsync("POST", "/v1/nothing", null, ("X-Api-Key", "first"))).Status);
        }

        Assert.Equal(403, (await server.SendAsync("POST", "/v1/captions", null, ("X-Api-Key", "first"))).Status);
        Assert.Equal(429, (await server.SendAsync("POST", "/v1/captions", null, ("X-Api-Key", "first"))).Status);
        Assert.Equal(401, (await server.SendAsync("POST", "/v1/captions", null, ("X-Api-Key", "second"))).Status);
    }

    [Fact]
    public void Keys_are_rotated_without_a_restart_and_a_faulty_file_changes_nothing()
    {
        WriteKeys(("shop", "first", """["caption"]""", null));
        var log = new RecordedLog();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        var settings = Options.Create(Settings(("CAPTION_AUTH", "keys"), ("CAPTION_KEYS_FILE", KeysPath)));
        var keys = new ApiKeys(settings, _clock, loggers.CreateLogger<ApiKeys>());
        WriteKeys(("shop", "second", """["caption"]""", null));
        File.SetLastWriteTimeUtc(KeysPath, DateTime.UtcNow.AddMinutes(1));
        Assert.NotNull(keys.Find("first")); // not looked at again yet
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((false, true), (keys.Find("first") is not null, keys.Find("second") is not null));
        File.WriteAllText(KeysPath, "{ nonsense");
        File.SetLastWriteTimeUtc(KeysPath, DateTime.UtcNow.AddMinutes(2));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(keys.Find("second"));
        var line = Assert.Single(log.Entries);
        Assert.Equal((LogLevel.Error, 1100), (line.Level, line.EventId));
        Assert.Contains("keys.json", (string)line.Fields["Fault"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"keys":[]}""", "has no keys")]
    [InlineData("""{"keys":[{"id":"","sha256":"x","scopes":[]}]}""", "the id is empty")]
    [InlineData("""{"keys":[{"id":"a","sha256":"ABC","scopes":[]}]}""", "64 lower-case hexadecimal digits")]
    [InlineData(
        """{"keys":[{"id":"a","sha256":"0000000000000000000000000000000000000000000000000000000000000000","scopes":["root"]}]}""",
        "'root' is no scope"
    )]
    [InlineData(
        """{"keys":[{"id":"a","sha256":"0000000000000000000000000000000000000000000000000000000000000000","scopes":[],"perMinute":0}]}""",
        "perMinute must be at least 1"
    )]
    [InlineData("""{"keys":[{"id":"a","key":"secret","scopes":[]}]}""", "keys.json")]
    public void A_faulty_file_of_keys_stops_the_start(string text, string expected)
    {
        File.WriteAllText(KeysPath, text);
        var fault = Assert.Throws<SettingsException>(() => Settings(("CAPTION_AUTH", "keys"), ("CAPTION_KEYS_FILE", KeysPath)));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("issuer", false)]
    [InlineData("audience", false)]
    [InlineData("expired", false)]
    [InlineData("early", false)]
    [InlineData("stranger's signature", false)]
    [InlineData("shared secret", false)]
    [InlineData("unsigned", false)]
    [InlineData("no end", false)]
    [InlineData("nonsense", false)]
    public async Task A_token_is_checked_whole(string fault, bool isAccepted)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwks = Path.Combine(_folder, "jwks.json");
        WriteJwks(jwks, own);
        await using var server = await ApiServer.StartAsync(
            ("CAPTION_AUTH", "jwt"),
            ("CAPTION_JWT_ISSUER", "https://issuer.example"),
            ("CAPTION_JWT_AUDIENCE", "captions"),
            ("CAPTION_JWT_ALGORITHMS", "RS256,ES256"),
            ("CAPTION_JWT_KEY_SET", jwks)
        );
        var token = "Bearer " + Token(own, strange, fault);
        var answer = await server.SendAsync("POST", "/v1/captions", null, ("Authorization", token));
        Assert.Equal(isAccepted ? (400, "empty_body") : (401, "unauthenticated"), (answer.Status, CodeOf(answer)));
        var caller = (await server.Services.AuthenticateAsync(AccessSchemes.Jwt, "Authorization", token))?.Caller;
        Assert.Equal(isAccepted, caller is not null);
        if (isAccepted)
            Assert.Equal(
                ("someone", true, false),
                (caller!.Id, caller.Scopes.SetEquals(["caption", "review"]), caller.Scopes.Contains("root"))
            );
    }

    [Fact]
    public async Task A_caller_without_the_scope_is_forbidden_and_a_stranger_told_how_to_prove_himself()
    {
        WriteKeys(("metrics", "first", """["metrics"]""", null));
        await using var server = await StartWithKeysAsync(("CAPTION_ADDRESS", "0.0.0.0"));
        var forbidden = await server.SendAsync("POST", "/v1/captions", null, ("X-Api-Key", "first"));
        Assert.Equal((403, "forbidden"), (forbidden.Status, CodeOf(forbidden)));
        var stranger = await server.SendAsync("POST", "/v1/captions");
        Assert.Equal((401, "Bearer"), (stranger.Status, stranger.Headers.WWWAuthenticate.Single()));
        Assert.Equal(200, (await server.SendAsync("GET", "/health/live")).Status);
        Assert.Equal(404, (await server.SendAsync("POST", "/v1/nothing")).Status);
    }

    [Theory]
    [InlineData("https://example.org", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task Pages_of_allowed_origins_may_ask(string origin, bool isAllowed)
    {
        await using var server = await ApiServer.StartAsync(
            ("CAPTION_AUTH", "platform"),
            ("CAPTION_ALLOWED_ORIGINS", "https://example.org, https://other.example")
        );
        var preflight = await server.SendAsync(
            "OPTIONS",
            "/v1/captions",
            null,
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST")
        );
        Assert.Equal((204, "POST, OPTIONS"), (preflight.Status, preflight.Headers.Allow.Single()));
        var answer = await server.SendAsync("GET", "/health/live", null, ("Origin", origin));
        foreach (var headers in (IReadOnlyList<IHeaderDictionary>)[preflight.Headers, answer.Headers])
        {
            Assert.Equal(isAllowed ? origin : null, headers.AccessControlAllowOrigin.SingleOrDefault());
            Assert.Equal(isAllowed, headers.Any(SpeaksOfOrigins));
            Assert.Equal("Origin", headers.Vary.Single());
        }
    }

    [Fact]
    public async Task Without_allowed_origins_no_answer_speaks_of_them()
    {
        await using var server = await ApiServer.StartAsync();
        var preflight = await server.SendAsync(
            "OPTIONS",
            "/v1/captions",
            null,
            ("Origin", "https://example.org"),
            ("Access-Control-Request-Method", "POST")
        );
        Assert.DoesNotContain(preflight.Headers, header => SpeaksOfOrigins(header));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CaptionSettings Settings(params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(pair => pair.Name, pair => pair.Value);
        return CaptionSettings.Read(HostProfile.Kubernetes, name => values.GetValueOrDefault(name), values.Keys);
    }

    private static bool SpeaksOfOrigins(KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header) =>
        header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase);

    private static string? CodeOf(ApiAnswer answer) => JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString();

    private static void WriteJwks(string path, ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        var (x, y) = (Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
        File.WriteAllText(path, $$"""{"keys":[{"kty":"EC","crv":"P-256","use":"sig","kid":"first","x":"{{x}}","y":"{{y}}"}]}""");
    }

    private static string Token(ECDsa own, ECDsa strange, string fault)
    {
        if (fault == "nonsense")
            return "not.a.token";
        var now = DateTime.UtcNow;
        SecurityKey key =
            fault == "shared secret"
                ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(new string('x', 32))) { KeyId = "first" }
                : new ECDsaSecurityKey(fault == "stranger's signature" ? strange : own) { KeyId = "first" };
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = fault == "issuer" ? "https://other.example" : "https://issuer.example",
            Audience = fault == "audience" ? "others" : "captions",
            Subject = new ClaimsIdentity([new Claim("sub", "someone"), new Claim("scope", "caption root review")]),
            NotBefore = fault == "early" ? now.AddMinutes(5) : now.AddMinutes(-10),
            Expires =
                fault == "no end" ? null
                : fault == "expired" ? now.AddMinutes(-5)
                : now.AddMinutes(10),
            SigningCredentials = fault == "unsigned" ? null : new SigningCredentials(key, fault == "shared secret" ? "HS256" : "ES256"),
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    private void WriteKeys(params (string Id, string Key, string Scopes, int? PerMinute)[] keys)
    {
        var entries = keys.Select(key =>
        {
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Key)));
            var perMinute = key.PerMinute?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null";
            return $$"""{"id":"{{key.Id}}","sha256":"{{sha256}}","scopes":{{key.Scopes}},"perMinute":{{perMinute}}}""";
        });
        File.WriteAllText(KeysPath, $$"""{"keys":[{{string.Join(',', entries)}}]}""");
    }

    private Task<ApiServer> StartWithKeysAsync(params (string Name, string Value)[] more) =>
        ApiServer.StartAsync([("CAPTION_AUTH", "keys"), ("CAPTION_KEYS_FILE", KeysPath), .. more]);
}
