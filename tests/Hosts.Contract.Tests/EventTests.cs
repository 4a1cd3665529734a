using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Storage;
using Serverless.Testing;
using Serverless.Testing.Emulators;
using Status = Serverless.Hosts.Contract.Tests.Platforms.Functions.Rpc.StatusResult.Types.Status;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>
/// A picture lands in each cloud's store; that cloud's event comes to that cloud's host in its own way; the caption appears beside the
/// picture, once.
/// </summary>
public sealed class EventTests : IAsyncDisposable
{
    private const string Key = "in/a b+1%.png";

    private static readonly byte[] Chart = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "bar-chart.png"));

    private static readonly KeyValuePair<string, string>[] Json = [new("Content-Type", "application/json")];

    private CloudEmulator? _cloud;
    private IPlatform? _platform;
    private string? _folder;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static (string, string)[] Tiny =>
        [
            ("CAPTION_MODEL", Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
            ("CAPTION_LABEL_MODEL", "none"),
            ("CAPTION_TEXT_MODEL", "none"),
        ];

    [Fact]
    public async Task Lambda_takes_S3_direct_through_EventBridge_SNS_and_SQS_with_partial_answers()
    {
        _cloud = await CloudEmulator.S3Async("photos");
        var lambda = await FakeLambda.StartAsync([.. Tiny, .. Settings()]);
        _platform = lambda;
        var version = await PutAsync(Key);
        var record = Record("photos", "in/a+b%2B1%25.png", version);
        var direct = await lambda.InvokeAsync(Bytes(new JsonObject { ["Records"] = new JsonArray(record.DeepClone()) }));
        Assert.Equal((null, "{}"), (direct.ErrorType, direct.Text));
        await AssertCaptionedOnceAsync(Key, version);

        var bridge = JsonNode.Parse(
            $$$"""
            {
              "version": "0",
              "id": "b1",
              "detail-type": "Object Created",
              "source": "aws.s3",
              "detail": {
                "bucket": {"name": "photos"},
                "object": {"key": "in/bridge.png", "etag": "{{{await PutAsync("in/bridge.png")}}}", "sequencer": "01"}
              }
            }
            """
        )!;
        Assert.Null((await lambda.InvokeAsync(Bytes(bridge))).ErrorType);
        await AssertCaptionedOnceAsync("in/bridge.png");

        var topic = new JsonObject
        {
            ["Records"] = new JsonArray(
                new JsonObject
                {
                    ["EventSource"] = "aws:sns",
                    ["Sns"] = new JsonObject
                    {
                        ["Message"] = new JsonObject
                        {
                            ["Records"] = new JsonArray(Record("photos", "in/topic.png", await PutAsync("in/topic.png"))),
                        }.ToJsonString(),
                    },
                }
            ),
        };
        Assert.Null((await lambda.InvokeAsync(Bytes(topic))).ErrorType);
        await AssertCaptionedOnceAsync("in/topic.png");

        var bad = await PutAsync("in/bad.png", "no picture"u8.ToArray());
        var batch = new JsonArray(
            Message(
                "m1",
                new JsonObject
                {
                    ["Records"] = new JsonArray(Record("photos", "in/queued.png", await PutAsync("in/queued.png"))),
                }.ToJsonString()
            ),
            Message("m2", new JsonObject { ["Records"] = new JsonArray(Record("photos", "in/bad.png", bad)) }.ToJsonString()),
            Message("m3", "no json"),
            Message("m4", """{"Event":"s3:TestEvent"}"""),
            Message("m5", new JsonObject { ["Records"] = new JsonArray(Record("forged", "in/x.png", "e")) }.ToJsonString()),
            Message(
                "m6",
                new JsonObject { ["Records"] = new JsonArray(Record("photos", "in/.captions/queued.png/0.json", "e")) }.ToJsonString()
            )
        );
        var answer = await lambda.InvokeAsync(Bytes(new JsonObject { ["Records"] = batch }));
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"m3"}]}""", answer.Text);
        await AssertCaptionedOnceAsync("in/queued.png");
        Assert.Equal("unsupported_media_type", (await LatestAsync("in/bad.png"))!["latest"]!["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Lambda_lets_the_platform_try_again_while_the_store_is_away()
    {
        await using var nowhere = await CloudEmulator.S3Async("photos");
        var lambda = await FakeLambda.StartAsync([
            .. Tiny,
            ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9"),
            ("AWS_ACCESS_KEY_ID", "x"),
            ("AWS_SECRET_ACCESS_KEY", "x"),
            ("CAPTION_EVENTS_FROM", "s3://photos/in/"),
        ]);
        _platform = lambda;
        var record = Record("photos", "in/a.png", "e");
        Assert.Equal(
            "Function.EventFailed",
            (await lambda.InvokeAsync(Bytes(new JsonObject { ["Records"] = new JsonArray(record.DeepClone()) }))).ErrorType
        );
        var batch = new JsonObject
        {
            ["Records"] = new JsonArray(Message("m1", new JsonObject { ["Records"] = new JsonArray(record.DeepClone()) }.ToJsonString())),
        };
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"m1"}]}""", (await lambda.InvokeAsync(Bytes(batch))).Text);
    }

    [Fact]
    public async Task Azure_takes_queue_messages_and_blobs_as_triggers_and_Event_Grid_events_as_webhooks()
    {
        _cloud = await CloudEmulator.AzureAsync("photos");
        var account = _cloud.Environment["AZURE_STORAGE_CONNECTION_STRING"];
        var azure = await ListeningPlatform.AzureAsync([
            .. Tiny,
            .. Settings(),
            ("CaptionQueue", "uploads"),
            ("CaptionQueueStorage", account),
            ("CaptionContainer", "photos"),
            ("CaptionContainerStorage", account),
        ]);
        _platform = azure;
        JsonNode Told(string key, string version) =>
            JsonNode.Parse(
                $$$"""
                {"id":"1","subject":"s","eventType":"Microsoft.Storage.BlobCreated","data":{"api":"PutBlob","eTag":"{{{version}}}",
                "contentType":"image/png","contentLength":1,"sequencer":"01",
                "url":"https://devstoreaccount1.blob.core.windows.net/photos/{{{string.Join(
                    '/',
                    key.Split('/').Select(Uri.EscapeDataString)
                )}}}"}}
                """
            )!;

        var queued = Told(Key, await PutAsync(Key)).ToJsonString();
        Assert.Equal(Status.Success, (await azure.Functions!.QueueAsync(queued)).Result.Status);
        await AssertCaptionedOnceAsync(Key);
        Assert.Contains("CaptionQueued: 1 captioned", await azure.Host.LogWithAsync("1 captioned"), StringComparison.Ordinal);
        Assert.Equal(Status.Success, (await azure.Functions.QueueAsync(queued, dequeueCount: 2)).Result.Status);
        await AssertCaptionedOnceAsync(Key);

        await PutAsync("in/a blob+1%.png");
        Assert.Equal(Status.Success, (await azure.Functions.BlobAsync("photos", "in/a blob+1%.png")).Result.Status);
        await AssertCaptionedOnceAsync("in/a blob+1%.png");
        Assert.Equal(Status.Success, (await azure.Functions.BlobAsync("photos", "in/a blob+1%.png")).Result.Status);
        await AssertCaptionedOnceAsync("in/a blob+1%.png");

        // One that is gone meanwhile is done: it is not handed out five times.
        Assert.Equal(Status.Success, (await azure.Functions.BlobAsync("photos", "in/gone.png")).Result.Status);

        Assert.Equal(
            (200, "512d38b6"),
            (
                (
                    await PostAsync(
                        "/v1/events",
                        JsonNode.Parse(
                            """
                            [{
                              "id": "1",
                              "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
                              "data": {"validationCode": "512d38b6"}
                            }]
                            """
                        )!
                    )
                )
                    is var (validated, code)
                    ? (validated, code!["validationResponse"]!.GetValue<string>())
                    : default
            )
        );
        Assert.Equal(204, (await PostAsync("/v1/events", new JsonArray(Told("in/hook.png", await PutAsync("in/hook.png"))))).Status);
        await AssertCaptionedOnceAsync("in/hook.png");

        // Renamed: the target is captioned, the results of the old name go.
        await PutAsync("in/renamed.png");
        Assert.Null(await _cloud.Store.DeleteAsync("in/hook.png", null, Now));
        var renamed = JsonNode.Parse(
            """
            [{
              "id": "1",
              "eventType": "Microsoft.Storage.BlobRenamed",
              "data": {
                "api": "RenameFile",
                "sourceUrl": "https://devstoreaccount1.dfs.core.windows.net/photos/in/hook.png",
                "destinationUrl": "https://devstoreaccount1.dfs.core.windows.net/photos/in/renamed.png"
              }
            }]
            """
        )!;
        Assert.Equal(204, (await PostAsync("/v1/events", renamed)).Status);
        await AssertCaptionedOnceAsync("in/renamed.png");
        Assert.Null(await LatestAsync("in/hook.png"));

        // A kind of no table is acknowledged, and said in the log.
        Assert.Equal(
            204,
            (
                await PostAsync(
                    "/v1/events",
                    JsonNode.Parse(
                        """
                        [
                          {"id": "1", "eventType": "Microsoft.Storage.BlobDreamt", "data": {}},
                          {"id": "2", "eventType": "Microsoft.Storage.BlobTierChanged", "data": {}}
                        ]
                        """
                    )!
                )
            ).Status
        );
        const string Said = "1 unknown Microsoft.Storage.BlobDreamt, 1 ignored Microsoft.Storage.BlobTierChanged";
        var host = ((ListeningPlatform)_platform).Host;
        Assert.Contains(Said, await host.LogWithAsync(Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Google_takes_Eventarc_and_Pub_Sub_push_of_the_identity_that_pushes()
    {
        _cloud = await CloudEmulator.GoogleAsync("photos");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _folder = Directory.CreateTempSubdirectory("keys-").FullName;
        var tokens = new TestTokens(key, Path.Combine(_folder, "keys.json"));
        _platform = await ListeningPlatform.GoogleAsync([
            .. Tiny,
            .. Settings(),
            ("K_SERVICE", ""),
            ("CAPTION_EVENTS_ISSUER", TestTokens.Issuer),
            ("CAPTION_EVENTS_AUDIENCE", "https://captions"),
            ("CAPTION_EVENTS_KEY_SET", tokens.KeySet),
            ("CAPTION_EVENTS_IDENTITY", "pusher@p.iam.gserviceaccount.com"),
        ]);
        var generation = await PutAsync(Key);
        KeyValuePair<string, string>[] event1 =
        [
            .. Json,
            new("ce-id", "1"),
            new("ce-source", "//storage.googleapis.com/projects/_/buckets/photos"),
            new("ce-type", "google.cloud.storage.object.v1.finalized"),
            new("ce-specversion", "1.0"),
        ];
        var body = new JsonObject
        {
            ["bucket"] = "photos",
            ["name"] = Key,
            ["generation"] = generation,
        };
        Assert.Equal(401, await SendAsync("/", event1, body));
        Assert.Equal(
            401,
            await SendAsync(
                "/",
                [.. event1, new("Authorization", "Bearer " + tokens.Make("pusher@p.iam.gserviceaccount.com", "https://elsewhere"))],
                body
            )
        );
        Assert.Equal(
            403,
            await SendAsync(
                "/",
                [.. event1, new("Authorization", "Bearer " + tokens.Make("stranger@p.iam.gserviceaccount.com", "https://captions"))],
                body
            )
        );
        Assert.Null(await LatestAsync(Key));
        KeyValuePair<string, string> proof = new(
            "Authorization",
            "Bearer " + tokens.Make("pusher@p.iam.gserviceaccount.com", "https://captions")
        );
        Assert.Equal(204, await SendAsync("/", [.. event1, proof], body));
        await AssertCaptionedOnceAsync(Key, generation);

        var attributes = new JsonObject
        {
            ["eventType"] = "OBJECT_FINALIZE",
            ["bucketId"] = "photos",
            ["objectId"] = "in/pushed.png",
            ["objectGeneration"] = await PutAsync("in/pushed.png"),
        };
        var push = new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["data"] = "",
                ["messageId"] = "1",
                ["attributes"] = attributes,
            },
            ["subscription"] = "projects/p/subscriptions/s",
        };
        Assert.Equal(204, await SendAsync("/", [.. Json, proof], push));
        Assert.Equal(204, await SendAsync("/", [.. Json, proof], push)); // Pub/Sub delivers again
        await AssertCaptionedOnceAsync("in/pushed.png");
    }

    [Fact]
    public async Task The_container_host_welcomes_known_webhooks_and_watches_a_folder()
    {
        _folder = Directory.CreateTempSubdirectory("watched-").FullName;
        File.WriteAllBytes(Path.Combine(_folder, "before.png"), Chart);
        _platform = await ListeningPlatform.KubernetesAsync([.. Tiny, ("CAPTION_WATCH_FOLDER", _folder)]);
        var welcome = await _platform.SendAsync(
            new HostRequest(
                "OPTIONS",
                "/v1/events",
                [new("WebHook-Request-Origin", "eventgrid.azure.net"), new("WebHook-Request-Rate", "120")],
                []
            )
        );
        Assert.Equal(
            (200, "eventgrid.azure.net", "120"),
            (welcome.Status, welcome.Headers["webhook-allowed-origin"], welcome.Headers["webhook-allowed-rate"])
        );
        Assert.Equal(
            403,
            (
                await _platform.SendAsync(
                    new HostRequest("OPTIONS", "/v1/events", [new("WebHook-Request-Origin", "stranger.example")], [])
                )
            ).Status
        );

        await WaitAsync(() => File.Exists(Path.Combine(_folder, "before.png.caption.json")));
        // Slowly written: never taken half.
        Directory.CreateDirectory(Path.Combine(_folder, "deep"));
        await using (var slow = File.Create(Path.Combine(_folder, "deep", "slow.png")))
        {
            foreach (var part in Chart.Chunk(400))
            {
                await slow.WriteAsync(part, Now);
                await slow.FlushAsync(Now);
                await Task.Delay(300, Now);
            }
        }

        await WaitAsync(() => File.Exists(Path.Combine(_folder, "deep", "slow.png.caption.json")));
        var slowly = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "deep", "slow.png.caption.json"), Now))!;
        Assert.Null(slowly["latest"]!["error"]);
        File.Delete(Path.Combine(_folder, "before.png"));
        await WaitAsync(() => !File.Exists(Path.Combine(_folder, "before.png.caption.json")));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "deep", ".captions", "slow.png")));
    }

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null)
            await _platform.DisposeAsync();
        if (_cloud is not null)
            await _cloud.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private static async Task WaitAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo())
            await Task.Delay(50, patience.Token);
    }

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static JsonObject Record(string bucket, string key, string version) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "eventVersion": "2.3",
                  "eventSource": "aws:s3",
                  "eventName": "ObjectCreated:Put",
                  "responseElements": {"x-amz-request-id": "R", "x-amz-id-2": "I"},
                  "s3": {
                    "bucket": {"name": "{{bucket}}"},
                    "object": {"key": "{{key}}", "size": 1, "eTag": "{{version}}", "sequencer": "01"}
                  }
                }
                """
            )!
            .AsObject();

    private static JsonObject Message(string id, string body) =>
        new()
        {
            ["messageId"] = id,
            ["body"] = body,
            ["eventSource"] = "aws:sqs",
            ["eventSourceARN"] = "arn:aws:sqs:eu-west-1:1:photos",
            ["attributes"] = new JsonObject { ["ApproximateReceiveCount"] = "1" },
        };

    private (string, string)[] Settings() =>
        [("CAPTION_EVENTS_FROM", _cloud!.Container + "in/"), .. _cloud.Environment.Select(pair => (pair.Key, pair.Value))];

    private async Task<string> PutAsync(string key, byte[]? bytes = null) =>
        (await _cloud!.Store.WriteAsync(key, BlobContent.Of(bytes ?? Chart, "image/png"), WriteCondition.None, Now)).Value!.Version;

    private async Task<int> SendAsync(string path, KeyValuePair<string, string>[] headers, JsonNode body) =>
        (await _platform!.SendAsync(new HostRequest("POST", path, headers, Bytes(body)))).Status;

    private async Task<(int Status, JsonNode? Answer)> PostAsync(string path, JsonNode body)
    {
        var answer = await _platform!.SendAsync(new HostRequest("POST", path, Json, Bytes(body)));
        return (answer.Status, answer.Body.Length > 0 ? JsonNode.Parse(answer.Body) : null);
    }

    private async Task<JsonNode?> LatestAsync(string key)
    {
        var opened = await _cloud!.Store.ReadAsync(key + ".caption.json", BlobSelection.All, Now);
        if (opened.Value is not { } reading)
            return null;
        await using (reading)
            return JsonNode.Parse((await reading.ToArrayAsync(Now)).Value);
    }

    private async Task AssertCaptionedOnceAsync(string key, string? version = null)
    {
        var latest = await LatestAsync(key);
        Assert.NotNull(latest?["latest"]?["caption"]);
        if (version is not null)
            Assert.Equal(version, latest!["latest"]!["version"]!.GetValue<string>());
        var slash = key.LastIndexOf('/') + 1;
        Assert.Single((await _cloud!.Store.ListAsync($"{key[..slash]}.captions/{key[slash..]}/", null, 10, Now)).Value!.Items);
    }
}
