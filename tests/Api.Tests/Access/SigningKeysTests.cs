using Microsoft.AspNetCore.Http;
using Serverless.Api.Access;

namespace Serverless.Api.Tests;

public sealed class SigningKeysTests : IDisposable
{
    private static readonly TimeSpan Due = SigningKeys.ReadAgainAfter * 1.05; // what the library may add by chance

    private readonly string _folder = Directory.CreateTempSubdirectory("keys-").FullName;

    public static TheoryData<string> Troubles =>
        ["refuses", "page of a proxy", "other JSON", "an array", "no keys", "a key of no known kind", "hangs up", "is silent"];

    [Fact]
    public async Task A_withdrawn_key_is_refused_once_keys_are_due()
    {
        await using var issuer = await Issuer.StartAsync("old", "new");
        var tokens = issuer.Authenticator(issuer.KeysAddress);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "old"));
        issuer.Publish("new");
        issuer.Clock.Advance(Due);
        Assert.False(await issuer.IsAcceptedAsync(tokens, "old"));
        Assert.True(await issuer.IsAcceptedAsync(tokens, "new"));
        Assert.Empty(issuer.Errors);
    }

    [Fact]
    public async Task The_first_token_after_a_quiet_night_is_not_held_against_the_keys_of_the_evening()
    {
        await using var issuer = await Issuer.StartAsync("evening");
        var tokens = issuer.Authenticator(issuer.KeysAddress);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "evening"));
        issuer.Publish("morning");
        issuer.Clock.Advance(TimeSpan.FromHours(8));
        Assert.False(await issuer.IsAcceptedAsync(tokens, "evening"));
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task The_last_good_keys_serve_until_they_are_too_old_and_the_log_says_why(string trouble)
    {
        await using var issuer = await Issuer.StartAsync("only");
        var tokens = issuer.Authenticator(issuer.KeysAddress);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "only"));
        var reason = Break(issuer, trouble);
        issuer.Clock.Advance(Due);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "only"));
        var error = Assert.Single(issuer.Errors);
        Assert.StartsWith(issuer.KeysAddress + ": " + reason, error, StringComparison.Ordinal);
        Assert.EndsWith("Those read at 2199-11-21T10:00:00Z serve until 2199-11-21T11:00:00Z.", error, StringComparison.Ordinal);
        issuer.Clock.Advance(SigningKeys.ServeFor - Due);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "only"));
        issuer.Clock.Advance(SigningKeys.NotSooner);
        Assert.False(await issuer.IsAcceptedAsync(tokens, "only"));
        Assert.EndsWith("2199-11-21T10:00:00Z are too old: no token is accepted.", issuer.Errors[^1], StringComparison.Ordinal);
        issuer.Publish("only");
        issuer.Clock.Advance(SigningKeys.NotSooner);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "only"));
    }

    [Fact]
    public async Task An_issuer_that_was_away_at_the_first_token_is_asked_again()
    {
        await using var issuer = await Issuer.StartAsync();
        var reason = Break(issuer, "refuses");
        var tokens = issuer.Authenticator(issuer.KeysAddress);
        for (var i = 0; i < 5; i++)
            Assert.False(await issuer.IsAcceptedAsync(tokens, "only"));
        Assert.Equal([$"{issuer.KeysAddress}: {reason} No keys are known: no token is accepted."], issuer.Errors);
        Assert.Equal(1, issuer.Asked("/keys"));
        issuer.Publish("only");
        issuer.Clock.Advance(SigningKeys.NotSooner);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "only"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("refuses")]
    public async Task Tokens_of_unknown_keys_ask_for_a_reading_once_in_a_while(string? trouble)
    {
        await using var issuer = await Issuer.StartAsync("known");
        var tokens = issuer.Authenticator(issuer.KeysAddress);
        for (var i = 0; i < 5; i++)
            Assert.True(await issuer.IsAcceptedAsync(tokens, "known"));
        Assert.Equal(1, issuer.Asked("/keys"));
        if (trouble is not null)
            Break(issuer, trouble);
        for (var round = 2; round < 5; round++)
        {
            for (var i = 0; i < 5; i++)
                Assert.False(await issuer.IsAcceptedAsync(tokens, $"unknown-{i}"));
            Assert.True(await issuer.IsAcceptedAsync(tokens, "known"));
            Assert.Equal(round, issuer.Asked("/keys"));
            issuer.Clock.Advance(SigningKeys.NotSooner);
        }
    }

    [Fact]
    public async Task A_new_key_is_known_with_its_first_token()
    {
        await using var issuer = await Issuer.StartAsync("old");
        var tokens = issuer.Authenticator(issuer.KeysAddress);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "old"));
        issuer.Publish("old", "new");
        Assert.True(await issuer.IsAcceptedAsync(tokens, "new"));
        Assert.True(await issuer.IsAcceptedAsync(tokens, "old"));
    }

    [Fact]
    public async Task Many_tokens_at_once_are_one_reading()
    {
        await using var issuer = await Issuer.StartAsync("only");
        var tokens = issuer.Authenticator(issuer.KeysAddress);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => issuer.IsAcceptedAsync(tokens, "only")));
        Assert.DoesNotContain(false, answers);
        Assert.Equal(1, issuer.Asked("/keys"));
    }

    [Fact]
    public async Task Keys_of_a_file_are_read_again_too()
    {
        await using var issuer = await Issuer.StartAsync();
        var path = Path.Combine(_folder, "jwks.json");
        File.WriteAllText(path, issuer.KeySet("old"));
        var tokens = issuer.Authenticator(path);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "old"));
        File.WriteAllText(path, issuer.KeySet("new"));
        Assert.True(await issuer.IsAcceptedAsync(tokens, "new"));
        Assert.False(await issuer.IsAcceptedAsync(tokens, "old"));
        File.Delete(path);
        issuer.Clock.Advance(Due);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "new"));
        Assert.StartsWith(path + ": Could not find file", Assert.Single(issuer.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_discovery_document_leads_to_the_keys()
    {
        await using var issuer = await Issuer.StartAsync("old");
        const string Path = "/.well-known/openid-configuration";
        issuer.Pages[Path] = Issuer.Says($$"""{"issuer":"{{Issuer.Name}}","jwks_uri":"{{issuer.KeysAddress}}"}""");
        var tokens = issuer.Authenticator(issuer.Root + Path);
        Assert.True(await issuer.IsAcceptedAsync(tokens, "old"));
        issuer.Publish("new");
        issuer.Clock.Advance(Due);
        Assert.Equal((false, true), (await issuer.IsAcceptedAsync(tokens, "old"), await issuer.IsAcceptedAsync(tokens, "new")));
    }

    [Theory]
    [InlineData("https://other.example", "KEYS", "the discovery document of 'https://other.example', not of 'https://issuer.example'.")]
    [InlineData(Issuer.Name, "http://keys.example/", "Its jwks_uri is 'http://keys.example/', which is not an https address.")]
    [InlineData(Issuer.Name, "FILE", "Its jwks_uri is 'FILE', which is not an https address.")]
    public async Task A_discovery_document_that_leads_astray_is_not_followed(string named, string keys, string reason)
    {
        await using var issuer = await Issuer.StartAsync("only");
        var file = Path.Combine(_folder, "jwks.json");
        File.WriteAllText(file, issuer.KeySet("only"));
        var place = keys.Replace("KEYS", issuer.KeysAddress, StringComparison.Ordinal).Replace("FILE", file, StringComparison.Ordinal);
        issuer.Pages["/discovery"] = Issuer.Says($$"""{"issuer":"{{named}}","jwks_uri":"{{place}}"}""");
        Assert.False(await issuer.IsAcceptedAsync(issuer.Authenticator(issuer.Root + "/discovery"), "only"));
        Assert.Contains(reason.Replace("FILE", file, StringComparison.Ordinal), Assert.Single(issuer.Errors), StringComparison.Ordinal);
        Assert.Equal(0, issuer.Asked("/keys"));
    }

    [Fact]
    public async Task A_query_of_the_address_is_not_told()
    {
        await using var issuer = await Issuer.StartAsync();
        Break(issuer, "refuses");
        Assert.False(await issuer.IsAcceptedAsync(issuer.Authenticator(issuer.KeysAddress + "?code=secret"), "only"));
        Assert.StartsWith(issuer.KeysAddress + ": ", Assert.Single(issuer.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_pushes_events_is_held_against_the_same_keys()
    {
        await using var issuer = await Issuer.StartAsync("old");
        var push = issuer.PushAuthenticator(issuer.KeysAddress, "someone");
        Assert.True(await issuer.IsAcceptedAsync(push, "old", AccessSchemes.Push));
        issuer.Publish("new");
        issuer.Clock.Advance(Due);
        Assert.False(await issuer.IsAcceptedAsync(push, "old", AccessSchemes.Push));
        Assert.True(await issuer.IsAcceptedAsync(push, "new", AccessSchemes.Push));
        var other = issuer.PushAuthenticator(issuer.KeysAddress, "somebody else");
        Assert.False(await issuer.IsAcceptedAsync(other, "new", AccessSchemes.Push));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <returns>What the log is to say.</returns>
    private static string Break(Issuer issuer, string trouble)
    {
        (issuer.Pages["/keys"], var reason) = trouble switch
        {
            "refuses" => (Issuer.Says("", 503), "Response status code does not indicate success: 503 (Service Unavailable)."),
            "page of a proxy" => (Issuer.Says("<html>"), "'<' is an invalid start of a value."),
            "other JSON" => (Issuer.Says("""{"error":"down"}"""), "There is no key that signs."),
            "an array" => (Issuer.Says("[]"), "That is no JSON object."),
            "no keys" => (Issuer.Says("""{"keys":[]}"""), "There is no key that signs."),
            "a key of no known kind" => (Issuer.Says("""{"keys":[{"kty":"XX","kid":"only"}]}"""), "There is no key that signs."),
            "hangs up" => (context => Task.Run(context.Abort), "An error occurred while sending the request."),
            "is silent" => (
                (RequestDelegate)(context => Task.Delay(Timeout.Infinite, context.RequestAborted)),
                "The request was canceled due to the configured HttpClient.Timeout"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(trouble), trouble, null),
        };
        return reason;
    }
}
