using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Requests;
using Serverless.Api.Tests.Server;
using Serverless.Core.Service;

namespace Serverless.Api.Tests;

/// <summary>Who asks is known before a body is read, and no more bodies are held than there is room for.</summary>
public sealed class BodyOrderTests : IDisposable
{
    /// <summary>What a request gets that comes as far as the models, which are not loaded here.</summary>
    private const int NotLoaded = 503;

    private readonly string _folder = Directory.CreateTempSubdirectory("bodies-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("POST", "/v1/captions", "", 401)]
    [InlineData("POST", "/v1/scores", "wrong", 401)]
    [InlineData("POST", "/v1/events", "", 401)]
    [InlineData("POST", "/v1/reviews", "card", 403)]
    [InlineData("POST", "/v1/uploads", "card", 403)]
    [InlineData("POST", "/nowhere", "", 404)]
    [InlineData("PUT", "/v1/captions", "", 405)]
    [InlineData("GET", "/health/live", "", 200)]
    [InlineData("GET", "/v1/model", "card", NotLoaded)]
    [InlineData("GET", "/v1/model", "caption", NotLoaded)]
    [InlineData("GET", "/v1/model", "review", 403)]
    public async Task Nothing_is_read_of_the_body_of_whoever_may_not_send_one(string method, string path, string key, int status)
    {
        var body = new TestBody(_ => throw new InvalidOperationException("The body was read."));
        await using var server = await StartAsync();
        var answer = await server.SendAsync(method, path, body, [("X-Api-Key", key)], Now);
        Assert.Equal(status, answer.Status);
        Assert.False(body.IsRead);
    }

    [Fact]
    public async Task More_bodies_than_there_is_room_for_are_answered_busy_and_room_comes_back()
    {
        await using var server = await StartAsync(("CAPTION_MAX_BODIES", "2"));
        var held = new TaskCompletionSource();
        var bodies = Enumerable.Range(0, 2).Select(_ => Held(held.Task, null)).ToList();
        var waiting = bodies.Select(body => AskAsync(server, body)).ToList();
        await Task.WhenAll(bodies.Select(body => body.Reading));
        var third = await AskAsync(server, Held(Task.CompletedTask, null));
        Assert.Equal((429, "1"), (third.Status, third.Headers.RetryAfter.Single()));
        held.SetResult();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(NotLoaded, answer.Status));
        Assert.Equal(NotLoaded, (await AskAsync(server, Held(Task.CompletedTask, null))).Status);
    }

    [Theory]
    [InlineData("60000", null, 429)]
    [InlineData("30000", null, NotLoaded)]
    [InlineData(null, null, 429)] // of unknown length: counts with the largest
    [InlineData("30000", "gzip", 429)] // and what may come of it
    public async Task Bytes_are_counted_as_announced(string? length, string? coding, int status)
    {
        await using var server = await StartAsync(("CAPTION_MAX_BODY_BYTES", "65536"), ("CAPTION_MAX_BODIES_BYTES", "100000"));
        var held = new TaskCompletionSource();
        var body = Held(held.Task, "50000");
        var first = AskAsync(server, body, ("Content-Length", "50000"));
        await body.Reading;
        var second = await AskAsync(
            server,
            Held(Task.CompletedTask, length),
            ("Content-Length", length ?? ""),
            ("Content-Encoding", coding ?? "")
        );
        Assert.Equal(status, second.Status);
        held.SetResult();
        Assert.Equal(NotLoaded, (await first).Status);
    }

    [Fact]
    public async Task A_caller_who_goes_away_gives_the_room_back()
    {
        await using var server = await StartAsync(("CAPTION_MAX_BODIES", "1"));
        using var gone = new CancellationTokenSource();
        var body = new TestBody(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return [];
        });
        var first = server.SendAsync("POST", "/v1/captions", body, [("X-Api-Key", "caption")], gone.Token);
        await body.Reading;
        Assert.Equal(429, (await AskAsync(server, Held(Task.CompletedTask, null))).Status);
        await gone.CancelAsync();
        var ended = await Record.ExceptionAsync(() => first);
        // No answer: the client's own end, or the server's.
        Assert.True(ended is OperationCanceledException or IOException, ended?.ToString());
        await server.Log.FirstAsync(1001); // the request is over
        Assert.Equal(NotLoaded, (await AskAsync(server, Held(Task.CompletedTask, null))).Status);
    }

    [Fact]
    public async Task A_body_of_which_nothing_comes_for_half_a_minute_is_given_up_and_gives_the_room_back()
    {
        await using var server = await StartAsync(
            services => services.AddSingleton<TimeProvider>(new SoonSilent()),
            ("CAPTION_MAX_BODIES", "1")
        );
        var body = new TestBody(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return [];
        });
        var answer = await AskAsync(server, body);
        var problem = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(("malformed_request", 400), (problem.GetProperty("code").GetString(), answer.Status));
        Assert.Contains("Nothing came of the body for 30 seconds", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(NotLoaded, (await AskAsync(server, Held(Task.CompletedTask, null))).Status);
    }

    [Theory]
    [InlineData("gzip", NotLoaded)]
    [InlineData("zstd", 415)]
    public async Task A_compressed_body_is_undone_before_it_is_looked_at(string coding, int status)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(WarmUpPicture.Png);
        await using var server = await StartAsync();
        var answer = await server.SendAsync(
            "POST",
            "/v1/captions",
            zipped.ToArray(),
            ("X-Api-Key", "caption"),
            ("Content-Encoding", coding)
        );
        Assert.Equal(status, answer.Status);
    }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static Task<ApiAnswer> AskAsync(ApiServer server, TestBody body, params (string Name, string Value)[] headers) =>
        server.SendAsync("POST", "/v1/captions", body, [("X-Api-Key", "caption"), .. headers], Now);

    /// <summary>A picture that comes when a task is over, with zeros after it up to its announced length.</summary>
    private static TestBody Held(Task held, string? length) =>
        new(async _ =>
        {
            await held;
            var bytes = WarmUpPicture.Png;
            if (length is not null)
                Array.Resize(ref bytes, int.Parse(length, CultureInfo.InvariantCulture));
            return bytes;
        });

    private Task<ApiServer> StartAsync(params (string Name, string Value)[] more) => StartAsync(_ => { }, more);

    private Task<ApiServer> StartAsync(Action<IServiceCollection> add, params (string Name, string Value)[] more)
    {
        var keys = Path.Combine(_folder, "keys.json");
        string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        string Entry(string key, string scope) => $$"""{"id":"{{key}}","sha256":"{{Digest(key)}}","scopes":["{{scope}}"]}""";
        File.WriteAllText(
            keys,
            $$"""{"keys":[{{Entry("caption", "caption")}},{{Entry("card", "model")}},{{Entry("review", "review")}}]}"""
        );
        return ApiServer.StartAsync(
            add,
            [("CAPTION_AUTH", "keys"), ("CAPTION_KEYS_FILE", keys), ("CAPTION_EVENTS_FROM", $"file://{_folder}/"), .. more]
        );
    }

    /// <summary>A clock for which the silence of a body is over soon.</summary>
    private sealed class SoonSilent : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == RequestBodies.Silence ? TimeSpan.FromMilliseconds(50) : dueTime, period);
    }
}
