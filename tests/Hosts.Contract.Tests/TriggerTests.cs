using System.Text;
using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Hosts.Contract.Tests.Platforms.Functions;
using Serverless.Testing;
using Status = Serverless.Hosts.Contract.Tests.Platforms.Functions.Rpc.StatusResult.Types.Status;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>What the Functions host calls besides requests, and what a caller can send: a caller makes no trigger.</summary>
public sealed class TriggerTests(TriggerTests.Worker worker) : IClassFixture<TriggerTests.Worker>
{
    private const string Created =
        """{"id":"1","eventType":"Microsoft.Storage.BlobCreated","data":{"url":"https://a.blob.core.windows.net/b/secret.png"}}""";

    private static readonly (string, string)[] Tiny =
    [
        ("CAPTION_MODEL", Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
        ("CAPTION_LABEL_MODEL", "none"),
        ("CAPTION_TEXT_MODEL", "none"),
    ];

    private static readonly (string, string)[] Queue =
    [
        ("CaptionQueue", "uploads"),
        ("CaptionQueueStorage", "UseDevelopmentStorage=true"),
    ];

    private static readonly (string, string)[] Container =
    [
        ("CaptionContainer", "pictures"),
        ("CaptionContainerStorage", "UseDevelopmentStorage=true"),
    ];

    [Fact]
    public async Task A_message_that_cannot_be_taken_fails_its_invocation_and_the_reason_holds_nothing_of_it()
    {
        await using var azure = await ListeningPlatform.AzureAsync([
            .. Tiny,
            .. Queue,
            ("CAPTION_EVENTS_FROM", "az://elsewhere/pictures/"),
        ]);
        foreach (
            var (text, says) in new[]
            {
                ("secret nonsense", "CaptionQueued: the message is no JSON; set messageEncoding in host.json to what its sender writes."),
                ("""{"secret":1}""", "CaptionQueued: This is no event of a known form; docs/operations/events.md lists them."),
            }
        )
        {
            var result = (await azure.Functions!.QueueAsync(text)).Result;
            Assert.Equal((Status.Failure, says), (result.Status, result.Exception.Message));
            Assert.True(result.Exception.IsUserException);
            Assert.DoesNotContain("secret", result.Exception.StackTrace, StringComparison.Ordinal);
        }

        // An event about an object that is not ours is done, however often it comes.
        Assert.Equal(Status.Success, (await azure.Functions!.QueueAsync(Created, dequeueCount: 3)).Result.Status);
    }

    [Fact]
    public async Task A_trigger_fails_clearly_where_uploads_are_not_heeded()
    {
        await using var azure = await ListeningPlatform.AzureAsync([.. Tiny, .. Queue, .. Container]);
        var queued = (await azure.Functions!.QueueAsync(Created)).Result;
        Assert.Equal(
            (Status.Failure, "CaptionQueued: uploads are not heeded: CAPTION_EVENTS_FROM is not set."),
            (queued.Status, queued.Exception.Message)
        );
        var blob = (await azure.Functions.BlobAsync("pictures", "a.png")).Result;
        Assert.Equal(
            (Status.Failure, "CaptionBlob: uploads are not heeded: CAPTION_EVENTS_FROM is not set."),
            (blob.Status, blob.Exception.Message)
        );
    }

    [Fact]
    public async Task A_message_that_starts_a_worker_waits_for_the_models()
    {
        await using var azure = await FakeFunctionsHost.StartAsync([
            .. Tiny,
            .. Queue,
            ("CAPTION_EVENTS_FROM", "az://elsewhere/pictures/"),
        ]);
        Assert.Equal(Status.Success, (await azure.QueueAsync(Created)).Result.Status);
        Assert.Contains("ready: ", azure.Worker.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/CaptionQueued")]
    [InlineData("/CaptionBlob")]
    [InlineData("/CaptionEvents")]
    [InlineData("/captionqueued")]
    [InlineData("/Caption")]
    [InlineData("/anything")]
    [InlineData("/CaptionQueued/")]
    [InlineData("/CaptionQueued?code=1")]
    [InlineData("/v1/CaptionQueued")]
    [InlineData("/")]
    public async Task A_caller_makes_no_trigger_whatever_the_path_and_body(string path)
    {
        const string Envelope = """{"Data":{"item":"{}"},"Metadata":{"DequeueCount":"1","sys":{"MethodName":"CaptionQueued"}}}""";
        var answer = await worker.Azure.SendAsync(
            new HostRequest("POST", path, [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(Envelope))
        );
        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.Headers["content-type"]));
        Assert.DoesNotContain("CaptionQueued:", worker.Azure.Host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invocation_that_is_cancelled_fails_at_once()
    {
        using var store = new SilentStore();
        await using var azure = await ListeningPlatform.AzureAsync([.. Tiny, .. Queue, .. store.Settings]);
        using var cancel = new CancellationTokenSource();
        var running = azure.Functions!.QueueAsync(store.Event, cancel: cancel.Token);
        await store.Called;
        await cancel.CancelAsync();
        var result = (await running).Result;
        Assert.Equal(
            (Status.Failure, "CaptionQueued: 1 again deadline; it is to be delivered again."),
            (result.Status, result.Exception.Message)
        );
    }

    [Fact]
    public async Task What_runs_when_the_worker_is_to_end_still_answers()
    {
        using var store = new SilentStore();
        await using var azure = await ListeningPlatform.AzureAsync([.. Tiny, .. Queue, .. store.Settings]);
        var queued = azure.Functions!.QueueAsync(store.Event);
        var named = JsonSerializer.SerializeToUtf8Bytes(new { image = new { blob = store.Picture } });
        var asked = azure.SendAsync(new HostRequest("POST", "/v1/captions", [new("Content-Type", "application/json")], named));
        await store.Called;
        await store.CalledAgain;
        Assert.Equal(0, await azure.Functions.TerminateAsync());
        Assert.Equal(Status.Failure, (await queued).Result.Status);
        var answer = await asked;
        Assert.Equal((503, "1"), (answer.Status, answer.Headers["retry-after"]));
    }

    /// <summary>A worker with a queue, started once.</summary>
    public sealed class Worker : IAsyncLifetime
    {
        internal ListeningPlatform Azure { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Azure = await ListeningPlatform.AzureAsync([.. Tiny, .. Queue, ("CAPTION_EVENTS_FROM", "az://elsewhere/pictures/")]);

        public ValueTask DisposeAsync() => Azure.DisposeAsync();
    }
}
