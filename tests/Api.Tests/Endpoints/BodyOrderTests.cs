using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Serverless.Api.Endpoints;
using Serverless.Api.Wire;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Fetching;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Api.Tests;

/// <summary>Who asks is known before a body is read, and no more bodies are held than there is room for.</summary>
public sealed class BodyOrderTests : IDisposable
{
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
    [InlineData("GET", "/v1/model", "card", 503)]
    [InlineData("GET", "/v1/model", "caption", 503)]
    [InlineData("GET", "/v1/model", "review", 403)]
    public async Task Nothing_is_read_of_the_body_of_whoever_may_not_send_one(string method, string path, string key, int status)
    {
        var body = new RequestBody((_, _) => throw new InvalidOperationException("The body was read."), isHeld: false);
        var answer = await Handler().AnswerAsync(Head(method, path, ("X-Api-Key", key)), body, (error, _) => throw error, default);
        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task More_bodies_than_there_is_room_for_are_answered_busy_and_room_comes_back()
    {
        var handler = Handler(("CAPTION_MAX_BODIES", "2"));
        var held = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, 2).Select(_ => AskAsync(handler, held.Task)).ToList();
        var third = await AskAsync(handler, Task.CompletedTask);
        Assert.Equal((429, "1"), (third.Status, third.Headers.Single(header => header.Key == "Retry-After").Value));
        held.SetResult();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.NotEqual(429, answer.Status));
        Assert.NotEqual(429, (await AskAsync(handler, Task.CompletedTask)).Status);
    }

    [Theory]
    [InlineData("60000", null, 429)]
    [InlineData("30000", null, 503)] // as far as the models, which are not loaded here
    [InlineData(null, null, 429)] // of unknown length: counts with the largest
    [InlineData("30000", "gzip", 429)] // and what may come of it
    public async Task Bytes_are_counted_as_announced(string? length, string? coding, int status)
    {
        var handler = Handler(("CAPTION_MAX_BODY_BYTES", "65536"), ("CAPTION_MAX_BODIES_BYTES", "100000"));
        var held = new TaskCompletionSource();
        var first = AskAsync(handler, held.Task, ("Content-Length", "50000"));
        var headers = new List<(string, string)>();
        if (length is not null)
            headers.Add(("Content-Length", length));
        if (coding is not null)
            headers.Add(("Content-Encoding", coding));
        Assert.Equal(status, (await AskAsync(handler, Task.CompletedTask, [.. headers])).Status);
        held.SetResult();
        await first;
    }

    [Fact]
    public async Task A_caller_who_goes_away_gives_the_room_back()
    {
        var handler = Handler(("CAPTION_MAX_BODIES", "1"));
        using var gone = new CancellationTokenSource();
        var body = new RequestBody(
            async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return new BodyBytes(default);
            },
            isHeld: false
        );
        var first = handler.AnswerAsync(Head("POST", "/v1/captions", ("X-Api-Key", "caption")), body, (_, _) => { }, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.NotEqual(429, (await AskAsync(handler, Task.CompletedTask)).Status);
    }

    [Theory]
    [InlineData("gzip", 503)]
    [InlineData("zstd", 415)]
    public async Task A_compressed_body_is_undone_before_it_is_looked_at(string coding, int status)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(WarmUpPicture.Png);
        var answer = await Handler()
            .AnswerAsync(
                Head("POST", "/v1/captions", ("X-Api-Key", "caption"), ("Content-Encoding", coding)) with
                {
                    Body = zipped.ToArray(),
                },
                (error, _) => throw error,
                default
            );
        Assert.Equal(status, answer.Status);
    }

    private static async Task<WireAnswer> AskAsync(RequestHandler handler, Task held, params (string Name, string Value)[] headers)
    {
        var body = new RequestBody(
            async (_, _) =>
            {
                await held;
                Result<BodyBytes, CaptionFailure> read = new BodyBytes(WarmUpPicture.Png);
                return read;
            },
            isHeld: false
        );
        return await handler.AnswerAsync(
            Head("POST", "/v1/captions", [("X-Api-Key", "caption"), .. headers]),
            body,
            (error, _) => throw error,
            default
        );
    }

    private static WireRequest Head(string method, string path, params (string Name, string Value)[] headers) =>
        new(
            method,
            path,
            [],
            headers
                .Where(header => header.Value.Length > 0)
                .ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase),
            default
        );

    private RequestHandler Handler(params (string Name, string Value)[] more)
    {
        var keys = Path.Combine(_folder, "keys.json");
        string Entry(string key, string scope) =>
            $$"""{"id":"{{key}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}}","scopes":["{{scope}}"]}""";
        File.WriteAllText(
            keys,
            $$"""{"keys":[{{Entry("caption", "caption")}},{{Entry("card", "model")}},{{Entry("review", "review")}}]}"""
        );
        var values = new Dictionary<string, string>
        {
            ["CAPTION_AUTH"] = "keys",
            ["CAPTION_KEYS_FILE"] = keys,
            ["CAPTION_EVENTS_FROM"] = $"file://{_folder}/",
        };
        foreach (var (name, value) in more)
            values[name] = value;
        var settings = CaptionSettings.Read(HostProfile.Kubernetes, values.GetValueOrDefault, values.Keys);
        return RequestHandler.Create(
            new CaptionService(settings.Service, TimeProvider.System, CaptionIds.System),
            settings,
            TimeProvider.System,
            _ => { },
            new BlobStores([], new FolderStores(TimeProvider.System)),
            servesPage: false
        );
    }
}
