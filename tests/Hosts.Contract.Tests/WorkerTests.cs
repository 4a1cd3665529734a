using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Hosts.Contract.Tests.Platforms.Functions;
using Serverless.Testing;
using Status = Serverless.Hosts.Contract.Tests.Platforms.Functions.Rpc.StatusResult.Types.Status;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>Azure's worker before the Functions host: what it says of itself, what it is handed, how it ends.</summary>
public sealed class WorkerTests(WorkerTests.Worker worker) : IClassFixture<WorkerTests.Worker>
{
    private const string TinyName = "vit-gpt2-tiny";

    private static readonly (string, string)[] Tiny =
    [
        ("CAPTION_MODEL", Path.Combine(Repository.Fixtures, TinyName)),
        ("CAPTION_LABEL_MODEL", "none"),
        ("CAPTION_TEXT_MODEL", "none"),
    ];

    private static readonly HostRequest Model = new("GET", "/v1/model", [], []);

    [Fact]
    public async Task The_functions_are_those_whose_settings_are_there()
    {
        await using (var all = await FakeFunctionsHost.StartAsync([.. Tiny, ("CaptionQueue", "q"), ("CaptionContainer", "c")]))
        {
            var (http, queue, blob) = (all.Loaded["Caption"], all.Loaded["CaptionQueued"], all.Loaded["CaptionBlob"]);
            Assert.Equal(3, all.Loaded.Count);
            Assert.Equal(("httpTrigger", "Function", "{*path}"), (http.TriggerType, http.Of("authLevel"), http.Of("route")));
            Assert.True(http.Takes("PATCH")); // no method falls through to a function without a key
            Assert.Equal(
                ("queueTrigger", "%CaptionQueue%", "CaptionQueueStorage"),
                (queue.TriggerType, queue.Of("queueName"), queue.Of("connection"))
            );
            Assert.Equal(
                ("blobTrigger", "%CaptionContainer%/{name}", "EventGrid", "CaptionContainerStorage"),
                (blob.TriggerType, blob.Of("path"), blob.Of("source"), blob.Of("connection"))
            );
            await all.StatusAsync();
        }

        await using var alone = await FakeFunctionsHost.StartAsync(Tiny);
        Assert.Equal(["Caption"], alone.Loaded.Keys);
        foreach (var off in (string[])["CaptionQueued is off: the app setting CaptionQueue is not", "CaptionBlob is off: the app setting"])
            Assert.Contains(off, await alone.Worker.LogWithAsync(off), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/captions")]
    [InlineData("/V1/captions")]
    [InlineData("/v1%2Fcaptions")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/nowhere")]
    public async Task No_path_is_open_to_callers_without_a_function_key_where_the_platform_checks_them(string path)
    {
        var azure = worker.Azure;
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{azure.Port}") };
        var answered = azure.Functions!.HttpInvocations.Count;
        foreach (var method in (string[])["GET", "POST", "HEAD", "PATCH"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), client.BaseAddress + path[1..]);
            using var answer = await client.SendAsync(request);
            Assert.Equal((method, 401), (method, (int)answer.StatusCode));
        }

        Assert.Equal(answered, azure.Functions.HttpInvocations.Count); // the worker was not asked
    }

    [Fact]
    public async Task Callers_who_prove_themselves_to_us_need_no_function_key_besides()
    {
        var keys = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(keys, $$"""{"keys":[{"id":"a","sha256":"{{new string('0', 64)}}","scopes":["caption"]}]}""");
            await using var azure = await ListeningPlatform.AzureAsync([.. Tiny, ("CAPTION_AUTH", "keys"), ("CAPTION_KEYS_FILE", keys)]);
            Assert.False(azure.Functions!.Loaded["Caption"].NeedsKey);
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{azure.Port}") };
            using var ready = await client.GetAsync("/health/ready");
            Assert.Equal(200, (int)ready.StatusCode);
            using var refused = await client.GetAsync("/v1/model");
            Assert.Equal((401, "application/problem+json"), ((int)refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        }
        finally
        {
            File.Delete(keys);
        }
    }

    [Fact]
    public async Task Requests_are_handed_on_each_with_its_own_invocation()
    {
        var azure = worker.Azure;
        var before = azure.Functions!.HttpInvocations.Count;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => azure.SendAsync(new HostRequest("GET", i % 2 == 0 ? "/v1/model" : "/nowhere", [], [])))
        );
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? 200 : 404), answers.Select(answer => answer.Status));
        var invocations = await Task.WhenAll(azure.Functions.HttpInvocations.Skip(before));
        Assert.Equal(50, invocations.Select(one => one.InvocationId).Distinct().Count());
        Assert.All(
            invocations,
            one => Assert.Equal((Status.Success, null, 0), (one.Result.Status, one.ReturnValue, one.OutputData.Count))
        );
    }

    [Fact]
    public async Task A_body_that_the_platform_lets_through_reaches_us_whole()
    {
        await using var azure = await ListeningPlatform.AzureAsync([.. Tiny, ("CAPTION_MAX_BODY_BYTES", "40000000")]);
        var body = new byte[31_000_000]; // more than the worker's own server takes unless told otherwise
        var answer = await azure.SendAsync(new HostRequest("POST", "/v1/captions", [new("Content-Type", "image/png")], body));
        Assert.Equal((415, "application/problem+json"), (answer.Status, answer.Headers["content-type"]));
    }

    [Fact]
    public async Task A_worker_that_is_specialised_uses_the_settings_that_came_with_it()
    {
        await using var azure = await ListeningPlatform.SpecializedAzureAsync(Tiny);
        using var model = JsonDocument.Parse((await azure.SendAsync(Model)).Body);
        Assert.Equal(TinyName, model.RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_worker_that_is_to_end_ends_by_itself_in_time()
    {
        await using var azure = await ListeningPlatform.AzureAsync(Tiny);
        Assert.Equal(200, (await azure.SendAsync(Model)).Status);
        Assert.Equal(0, await azure.Functions!.TerminateAsync());
    }

    /// <summary>A worker, started once.</summary>
    public sealed class Worker : IAsyncLifetime
    {
        internal ListeningPlatform Azure { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Azure = await ListeningPlatform.AzureAsync(Tiny);

        public ValueTask DisposeAsync() => Azure.DisposeAsync();
    }
}
