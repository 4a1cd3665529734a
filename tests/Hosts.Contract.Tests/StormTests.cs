using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Testing;
using Serverless.Testing.Emulators;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>
/// Pictures pour in, are overwritten and deleted, while their events are doubled, shuffled, delayed and partly lost and the host is
/// killed. After the storm and a sweep every picture has exactly one result for what it is now. The seed is in the output;
/// CAPTION_TEST_SEED plays it again (the order of threads apart).
/// </summary>
public sealed class StormTests : IAsyncDisposable
{
    private static readonly byte[] Chart = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "bar-chart.png"));

    private static readonly int Pictures = TestSize.Of(40, 500),
        Kills = TestSize.Of(3, 10);

    private readonly int _seed = int.TryParse(
        Environment.GetEnvironmentVariable("CAPTION_TEST_SEED"),
        CultureInfo.InvariantCulture,
        out var given
    )
        ? given
        : Random.Shared.Next();
    private readonly ConcurrentQueue<(string Key, string? Version, int Order)> _waiting = new();
    private CloudEmulator? _cloud;
    private IBlobStore _store = null!;
    private string? _folder;
    private volatile ListeningPlatform? _platform;
    private int _undelivered;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("s3")]
    [InlineData("az")]
    [InlineData("gs")]
    [InlineData("file")]
    public async Task After_the_storm_every_picture_has_one_result(string scheme)
    {
        TestContext.Current.SendDiagnosticMessage($"storm over {scheme}, seed {_seed}");
        await StartAsync(scheme);
        var (chance, deleted) = (new Random(_seed), new ConcurrentBag<string>());
        using var over = new CancellationTokenSource();
        var delivering =
            scheme == "file"
                ? Task.CompletedTask
                : Task.WhenAll(Enumerable.Range(0, 6).Select(i => DeliverAsync(scheme, new Random(_seed + i), over.Token)));
        var killing = KillAsync(scheme, new Random(_seed - 1));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Pictures).Select(i => (Index: i, Luck: chance.Next())),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Now },
            async (picture, _) => await LiveAsync(picture.Index, new Random(picture.Luck), deleted)
        );
        await killing;
        using (var patience = new CancellationTokenSource(TimeSpan.FromMinutes(TestSize.Of(2, 10))))
            while (_undelivered > 0 && scheme != "file")
                await Task.Delay(20, patience.Token);
        await over.CancelAsync();
        await delivering;
        await _platform!.DisposeAsync();
        _platform = null;
        Assert.Equal(0, Sweep(scheme));
        await AssertAllAsync(deleted);
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

    /// <summary>
    /// A picture is put; one in six is overwritten, one in eight deleted; one event in ten is lost, one in three doubled.
    /// </summary>
    private async Task LiveAsync(int index, Random chance, ConcurrentBag<string> deleted)
    {
        var key = $"in/{index % 5}/p {index}.png";
        for (var generation = 1; generation <= (chance.Next(6) == 0 ? 2 : 1); generation++)
        {
            byte[] bytes = [.. Chart, .. BitConverter.GetBytes((index * 10) + generation)];
            var written = await _store.WriteAsync(key, BlobContent.Of(bytes, "image/png"), WriteCondition.None, Now);
            Tell(key, written.Value!.Version, generation, chance);
            await Task.Delay(chance.Next(30), Now);
        }

        if (chance.Next(8) != 0)
            return;
        Assert.Null(await _store.DeleteAsync(key, null, Now));
        deleted.Add(key);
        Tell(key, null, 3, chance);
    }

    private void Tell(string key, string? version, int order, Random chance)
    {
        for (
            var i =
                chance.Next(10) == 0 ? 0
                : chance.Next(3) == 0 ? 2
                : 1;
            i > 0;
            i--
        )
        {
            Interlocked.Increment(ref _undelivered);
            _waiting.Enqueue((key, version, order));
        }
    }

    /// <summary>
    /// Until acknowledged; now and then put back behind the others first, or delivered once more after its acknowledgement was lost.
    /// </summary>
    private async Task DeliverAsync(string scheme, Random chance, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            if (!_waiting.TryDequeue(out var told))
            {
                await Task.Delay(5, CancellationToken.None);
                continue;
            }

            if (chance.Next(3) == 0)
            {
                _waiting.Enqueue(told);
                await Task.Delay(chance.Next(10), CancellationToken.None);
                continue;
            }

            var isDone = await PostAsync(Event(scheme, told.Key, told.Version, told.Order)) && chance.Next(10) != 0;
            if (isDone)
                Interlocked.Decrement(ref _undelivered);
            else
                _waiting.Enqueue(told);
        }
    }

    private async Task<bool> PostAsync(JsonNode body)
    {
        try
        {
            return _platform is { } platform
                && (
                    await platform.SendAsync(
                        new HostRequest(
                            "POST",
                            "/v1/events",
                            [new("Content-Type", "application/json")],
                            Encoding.UTF8.GetBytes(body.ToJsonString())
                        )
                    )
                ).Status == 204;
        }
        catch (Exception error) when (error is HttpRequestException or ObjectDisposedException or OperationCanceledException)
        {
            await Task.Delay(20, CancellationToken.None); // killed
            return false;
        }
    }

    private async Task KillAsync(string scheme, Random chance)
    {
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(150 + chance.Next(600), Now);
            _platform!.Host.Process.Kill();
            await _platform.DisposeAsync();
            _platform = await HostAsync(scheme);
        }
    }

    private static JsonNode Event(string scheme, string key, string? version, int order)
    {
        var sequencer = order.ToString("D4", CultureInfo.InvariantCulture);
        JsonObject stored = new()
        {
            ["key"] = key,
            ["etag"] = version,
            ["sequencer"] = sequencer,
        };
        return scheme switch
        {
            "s3" => new JsonObject
            {
                ["id"] = "e",
                ["detail-type"] = version is null ? "Object Deleted" : "Object Created",
                ["source"] = "aws.s3",
                ["detail"] = new JsonObject
                {
                    ["bucket"] = new JsonObject { ["name"] = "photos" },
                    ["object"] = stored,
                },
            },
            "az" => new JsonArray(
                new JsonObject
                {
                    ["id"] = "e",
                    ["eventType"] = version is null ? "Microsoft.Storage.BlobDeleted" : "Microsoft.Storage.BlobCreated",
                    ["data"] = new JsonObject
                    {
                        ["api"] = version is null ? "DeleteBlob" : "PutBlob",
                        ["eTag"] = version,
                        ["sequencer"] = sequencer,
                        ["url"] =
                            "https://devstoreaccount1.blob.core.windows.net/photos/"
                            + string.Join('/', key.Split('/').Select(Uri.EscapeDataString)),
                    },
                }
            ),
            _ => new JsonObject
            {
                ["message"] = new JsonObject
                {
                    ["messageId"] = "m",
                    ["data"] = "",
                    ["attributes"] = new JsonObject
                    {
                        ["eventType"] = version is null ? "OBJECT_DELETE" : "OBJECT_FINALIZE",
                        ["bucketId"] = "photos",
                        ["objectId"] = key,
                        ["objectGeneration"] = version ?? "1",
                    },
                },
                ["subscription"] = "s",
            },
        };
    }

    private (string, string)[] HostEnvironment(string scheme) =>
        [
            ("CAPTION_MODEL", Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
            ("CAPTION_LABEL_MODEL", "none"),
            ("CAPTION_TEXT_MODEL", "none"),
            ("CAPTION_QUEUE", "200"),
            scheme == "file" ? ("CAPTION_WATCH_FOLDER", _folder!) : ("CAPTION_EVENTS_FROM", _cloud!.Container + "in/"),
            .. (_cloud?.Environment ?? new Dictionary<string, string>()).Select(pair => (pair.Key, pair.Value)),
        ];

    private async Task StartAsync(string scheme)
    {
        _cloud = scheme switch
        {
            "s3" => await CloudEmulator.S3Async("photos"),
            "az" => await CloudEmulator.AzureAsync("photos"),
            "gs" => await CloudEmulator.GoogleAsync("photos"),
            _ => null,
        };
        if (_cloud is null)
            _folder = Directory.CreateTempSubdirectory("storm-").FullName;
        _store = _cloud?.Store ?? new FileBlobStore(_folder!, TimeProvider.System);
        _platform = await HostAsync(scheme);
    }

    private Task<ListeningPlatform> HostAsync(string scheme) => ListeningPlatform.KubernetesAsync(HostEnvironment(scheme));

    private int Sweep(string scheme)
    {
        var start = BuiltProgram.Of(
            "Cli",
            "caption",
            HostEnvironment(scheme).ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2)
        );
        start.ArgumentList.Add("sweep");
        if (scheme == "file")
            start.ArgumentList.Add(_folder!);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        TestContext.Current.SendDiagnosticMessage(error.Result);
        return process.ExitCode;
    }

    private async Task AssertAllAsync(ConcurrentBag<string> deleted)
    {
        var all = new Dictionary<string, BlobProperties>(StringComparer.Ordinal);
        await foreach (var page in _store.PagesAsync("in/", Now))
        foreach (var item in page.Value!.Items)
            all.Add(item.Key, item);
        var pictures = all.Keys.Where(key => key.EndsWith(".png", StringComparison.Ordinal)).ToList();
        var context = $"seed {_seed}";
        Assert.True(Pictures - deleted.Count == pictures.Count, context);
        foreach (var key in pictures)
        {
            var latest = await ReadAsync(key + ".caption.json");
            Assert.True(latest?["latest"]?["caption"] is not null, $"{context}: {key} has no caption");
            Assert.True(
                all[key].Version == latest["latest"]!["version"]!.GetValue<string>(),
                $"{context}: {key} points at another version"
            );
            Assert.True(all.ContainsKey(latest["result"]!.GetValue<string>()), $"{context}: {key} points at nothing");
            var slash = key.LastIndexOf('/') + 1;
            var results = all
                .Keys.Where(other => other.StartsWith($"{key[..slash]}.captions/{key[slash..]}/", StringComparison.Ordinal))
                .ToList();
            var versions = new List<string>();
            foreach (var result in results)
                versions.Add((await ReadAsync(result))!["version"]!.GetValue<string>());
            Assert.True(
                versions.Count == versions.Distinct().Count() && versions.Contains(all[key].Version),
                $"{context}: {key} has {string.Join(", ", versions)}"
            );
        }

        var ours = all.Keys.Except(pictures).ToList();
        bool IsOfDeleted(string key) => deleted.Any(gone => key.Contains(gone[(gone.LastIndexOf('/') + 1)..], StringComparison.Ordinal));
        Assert.True(
            ours.All(key =>
                pictures.Any(picture =>
                    key == picture + ".caption.json"
                    || key.Contains($".captions/{picture[(picture.LastIndexOf('/') + 1)..]}/", StringComparison.Ordinal)
                )
            ),
            $"{context}: left over: {string.Join(", ", ours.Where(IsOfDeleted))}"
        );
        Assert.True(
            ours.All(key => key.Split(".captions/").Length <= 2 && !key.EndsWith(".json.caption.json", StringComparison.Ordinal)),
            $"{context}: something of ours was captioned"
        );
    }

    private async Task<JsonNode?> ReadAsync(string key)
    {
        if ((await _store.ReadAsync(key, BlobSelection.All, Now)).Value is not { } reading)
            return null;
        await using (reading)
            return JsonNode.Parse((await reading.ToArrayAsync(Now)).Value);
    }
}
