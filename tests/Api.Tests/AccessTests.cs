using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Serverless.Api.Access;
using Serverless.Api.Endpoints;
using Serverless.Api.Wire;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Settings;
using Serverless.Settings.Access;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Testing;

namespace Serverless.Api.Tests;

public sealed class AccessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("access-").FullName;
    private readonly TestClock _clock = new();

    private string KeysPath => Path.Combine(_folder, "keys.json");

    [Theory]
    [InlineData("X-Api-Key", "first", null)]
    [InlineData("Authorization", "Bearer first", null)]
    [InlineData("Authorization", "bearer second", null)]
    [InlineData("X-Api-Key", "third", FailureReason.Unauthenticated)]
    [InlineData("Authorization", "Basic first", FailureReason.Unauthenticated)]
    [InlineData("X-Other", "first", FailureReason.Unauthenticated)]
    public async Task A_key_lets_its_caller_in(string header, string value, FailureReason? expected)
    {
        WriteKeys(("shop", "first", """["caption"]""", null), ("press", "second", """["caption","review"]""", null));
        var result = await Keys().AuthenticateAsync(Request(header, value), default);
        Assert.Equal(expected, result.TryGet(out var caller, out var failure) ? null : failure.Reason);
        if (expected is null)
            Assert.Contains(Scopes.Caption, caller!.Scopes);
    }

    [Fact]
    public async Task A_key_is_good_for_its_rate_and_no_more()
    {
        WriteKeys(("shop", "first", """["caption"]""", 2));
        var keys = Keys();
        Assert.True((await keys.AuthenticateAsync(Request("X-Api-Key", "first"), default)).TryGet(out _, out _));
        Assert.True((await keys.AuthenticateAsync(Request("X-Api-Key", "first"), default)).TryGet(out _, out _));
        (await keys.AuthenticateAsync(Request("X-Api-Key", "first"), default)).TryGet(out _, out var failure);
        Assert.Equal(FailureReason.Busy, failure!.Reason);
    }

    [Fact]
    public async Task Keys_are_rotated_without_a_restart_and_a_faulty_file_changes_nothing()
    {
        WriteKeys(("shop", "first", """["caption"]""", null));
        var faults = new List<string>();
        var keys = new KeyAuthenticator(KeysPath, _clock, faults.Add);
        WriteKeys(("shop", "second", """["caption"]""", null));
        File.SetLastWriteTimeUtc(KeysPath, DateTime.UtcNow.AddMinutes(1));
        Assert.True(await IsAccepted(keys, "first")); // not looked at again yet
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((false, true), (await IsAccepted(keys, "first"), await IsAccepted(keys, "second")));
        File.WriteAllText(KeysPath, "{ nonsense");
        File.SetLastWriteTimeUtc(KeysPath, DateTime.UtcNow.AddMinutes(2));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await IsAccepted(keys, "second"));
        Assert.Contains("keys.json", Assert.Single(faults), StringComparison.Ordinal);
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
    [InlineData("", null)]
    [InlineData("issuer", FailureReason.Unauthenticated)]
    [InlineData("audience", FailureReason.Unauthenticated)]
    [InlineData("expired", FailureReason.Unauthenticated)]
    [InlineData("early", FailureReason.Unauthenticated)]
    [InlineData("stranger's signature", FailureReason.Unauthenticated)]
    [InlineData("shared secret", FailureReason.Unauthenticated)]
    [InlineData("unsigned", FailureReason.Unauthenticated)]
    [InlineData("no end", FailureReason.Unauthenticated)]
    [InlineData("nonsense", FailureReason.Unauthenticated)]
    public async Task A_token_is_checked_whole(string fault, FailureReason? expected)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwks = Path.Combine(_folder, "jwks.json");
        WriteJwks(jwks, own);
        var settings = new JwtSettings("https://issuer.example", "captions", ["RS256", "ES256"], jwks);
        var jwt = new JwtAuthenticator(settings, Authenticators.KeysOf(settings, _clock, _ => { }));
        var token = Token(own, strange, fault);
        var result = await jwt.AuthenticateAsync(Request("Authorization", "Bearer " + token), default);
        Assert.Equal(expected, result.TryGet(out var caller, out var failure) ? null : failure.Reason);
        if (expected is null)
            Assert.Equal(
                ("someone", true, false),
                (caller!.Id, caller.Scopes.SetEquals(["caption", "review"]), caller.Scopes.Contains("root"))
            );
    }

    [Fact]
    public async Task A_caller_without_the_scope_is_forbidden_and_a_stranger_told_how_to_prove_himself()
    {
        WriteKeys(("metrics", "first", """["metrics"]""", null));
        var handler = Handler(("CAPTION_AUTH", "keys"), ("CAPTION_KEYS_FILE", KeysPath), ("CAPTION_ADDRESS", "0.0.0.0"));
        Assert.Equal(403, (await Ask(handler, "POST", "/v1/captions", ("X-Api-Key", "first"))).Status);
        var stranger = await Ask(handler, "POST", "/v1/captions");
        Assert.Equal((401, "Bearer"), (stranger.Status, stranger.Headers.Single(header => header.Key == "WWW-Authenticate").Value));
        Assert.Equal(200, (await Ask(handler, "GET", "/health/live")).Status);
        Assert.Equal(404, (await Ask(handler, "POST", "/v1/nothing")).Status);
    }

    [Theory]
    [InlineData("https://example.org", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task Pages_of_allowed_origins_may_ask(string origin, bool isAllowed)
    {
        var handler = Handler(("CAPTION_AUTH", "platform"), ("CAPTION_ALLOWED_ORIGINS", "https://example.org, https://other.example"));
        var preflight = await Ask(handler, "OPTIONS", "/v1/captions", ("Origin", origin), ("Access-Control-Request-Method", "POST"));
        Assert.Equal((204, "POST, OPTIONS"), (preflight.Status, preflight.Headers.Single(header => header.Key == "Allow").Value));
        var answer = await Ask(handler, "GET", "/health/live", ("Origin", origin));
        foreach (var headers in (IReadOnlyList<KeyValuePair<string, string>>[])[preflight.Headers, answer.Headers])
        {
            Assert.Equal(isAllowed ? origin : null, headers.FirstOrDefault(header => header.Key == "Access-Control-Allow-Origin").Value);
            Assert.Equal("Origin", headers.Single(header => header.Key == "Vary").Value);
        }
    }

    [Fact]
    public async Task Without_allowed_origins_no_answer_speaks_of_them() =>
        Assert.DoesNotContain(
            (
                await Ask(
                    Handler(),
                    "OPTIONS",
                    "/v1/captions",
                    ("Origin", "https://example.org"),
                    ("Access-Control-Request-Method", "POST")
                )
            ).Headers,
            header => header.Key.StartsWith("Access-Control", StringComparison.Ordinal)
        );

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static WireRequest Request(string header, string value) =>
        new("POST", "/v1/captions", [], new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [header] = value }, default);

    private static async Task<bool> IsAccepted(KeyAuthenticator keys, string key) =>
        (await keys.AuthenticateAsync(Request("X-Api-Key", key), default)).TryGet(out _, out _);

    private static CaptionSettings Settings(params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(pair => pair.Name, pair => pair.Value);
        return CaptionSettings.Read(HostProfile.Kubernetes, name => values.GetValueOrDefault(name), values.Keys);
    }

    private static RequestHandler Handler(params (string Name, string Value)[] settings)
    {
        var read = Settings(settings);
        return RequestHandler.Create(
            new CaptionService(read.Service, TimeProvider.System, CaptionIds.System),
            read,
            TimeProvider.System,
            _ => { },
            new BlobStores([], new FolderStores(TimeProvider.System)),
            servesPage: false
        );
    }

    private static async Task<WireAnswer> Ask(
        RequestHandler handler,
        string method,
        string path,
        params (string Name, string Value)[] headers
    ) =>
        await handler.AnswerAsync(
            new WireRequest(
                method,
                path,
                [],
                headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase),
                default
            ),
            (error, _) => throw new InvalidOperationException("A bug.", error),
            default
        );

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

    private void WriteKeys(params (string Id, string Key, string Scopes, int? PerMinute)[] keys) =>
        File.WriteAllText(
            KeysPath,
            $$"""{"keys":[{{string.Join(',', keys.Select(key => $$"""{"id":"{{key.Id}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Key)))}}","scopes":{{key.Scopes}},"perMinute":{{key.PerMinute?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}}}"""))}}]}"""
        );

    private KeyAuthenticator Keys() => new(KeysPath, _clock, _ => { });
}
