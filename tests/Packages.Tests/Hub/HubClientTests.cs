using Serverless.Packages.Hub;

namespace Serverless.Packages.Tests.Hub;

public sealed class HubClientTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_layout_needs_is_fetched_into_the_cache_of_other_tools()
    {
        await using var hub = await HubFolder.StartAsync();
        var snapshot = (await hub.PullAsync(cancellationToken: Stop)).Value!;
        Assert.Equal(
            ["README.md", "config.json", "onnx/decoder_model_merged_fp16.onnx", "onnx/encoder_model_fp16.onnx"],
            snapshot.Files.Where(file => !file.Contains("token") && !file.Contains("pre")).Order(StringComparer.Ordinal)
        );
        Assert.All(snapshot.Files, file => Assert.Equal(hub.Source(file), hub.Read(snapshot, file)));
        Assert.Equal(snapshot.Commit, await File.ReadAllTextAsync(Path.Combine(hub.ModelCache, "refs", "main"), Stop));
        Assert.Equal(Path.Combine(hub.ModelCache, "snapshots", snapshot.Commit), snapshot.Folder);
        var link = new FileInfo(Path.Combine(snapshot.Folder, "onnx", "encoder_model_fp16.onnx")).LinkTarget;
        Assert.StartsWith(Path.Combine("..", "..", "..", "blobs"), link);
        Assert.Empty(hub.Server.Violations);
    }

    [Fact]
    public async Task A_second_pull_fetches_nothing_but_the_list()
    {
        await using var hub = await HubFolder.StartAsync();
        await hub.PullAsync(cancellationToken: Stop);
        hub.Server.Requests.Clear();
        Assert.NotNull((await hub.PullAsync(cancellationToken: Stop)).Value);
        Assert.Single(hub.Server.Requests);
    }

    [Fact]
    public async Task A_cut_connection_goes_on_where_it_broke()
    {
        await using var hub = await HubFolder.StartAsync();
        var cuts = 2;
        hub.Server.Fault = async context =>
        {
            if (!context.Request.QueryString.Value!.Contains("X-Signature") || Interlocked.Decrement(ref cuts) < 0)
                return false;
            context.Response.ContentLength = 400_000 - Offset(context);
            var sha256 = context.Request.Path.Value!.Split('/')[^1];
            var bytes = Directory
                .GetFiles(Path.Combine(hub.Model, "onnx"))
                .Select(File.ReadAllBytes)
                .First(all => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(all)) == sha256);
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, 100_000));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        var snapshot = (await hub.PullAsync(cancellationToken: Stop)).Value!;
        Assert.All(snapshot.Files, file => Assert.Equal(hub.Source(file), hub.Read(snapshot, file)));
        Assert.Contains(hub.Server.Requests, request => request.Contains("bytes="));
        Assert.Empty(hub.Server.Violations);
    }

    [Fact]
    public async Task What_a_killed_run_left_is_taken_up()
    {
        await using var hub = await HubFolder.StartAsync();
        var graph = hub.Source("onnx/encoder_model_fp16.onnx");
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(graph));
        Directory.CreateDirectory(Path.Combine(hub.ModelCache, "blobs"));
        await File.WriteAllBytesAsync(Path.Combine(hub.ModelCache, "blobs", sha256 + ".incomplete"), graph[..123_456], Stop);
        var snapshot = (await hub.PullAsync(cancellationToken: Stop)).Value!;
        Assert.Equal(graph, hub.Read(snapshot, "onnx/encoder_model_fp16.onnx"));
        Assert.Contains(hub.Server.Requests, request => request.EndsWith($"{sha256} bytes=123456-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Damaged_bytes_are_deleted_and_refused()
    {
        await using var hub = await HubFolder.StartAsync();
        hub.Server.Fault = async context =>
        {
            if (!context.Request.QueryString.Value!.Contains("X-Signature"))
                return false;
            context.Response.ContentLength = 400_000;
            await context.Response.Body.WriteAsync(new byte[400_000]);
            return true;
        };
        var failure = (await hub.PullAsync(cancellationToken: Stop)).Failure!;
        Assert.Equal(("digest", PackageFailureKind.Refused), (failure.Rule, failure.Kind));
        Assert.StartsWith("onnx/", failure.File);
        Assert.Equal("not_found", (await hub.PullAsync(isOffline: true, cancellationToken: Stop)).Failure!.Rule);
        hub.Server.Fault = null;
        Assert.NotNull((await hub.PullAsync(cancellationToken: Stop)).Value); // nothing of what was damaged is taken up again
    }

    [Fact]
    public async Task A_gated_model_says_what_to_do_and_is_fetched_with_a_token()
    {
        await using var hub = await HubFolder.StartAsync();
        hub.Server.Gate(HubFolder.Id, "hf_secret");
        var failure = (await hub.PullAsync(cancellationToken: Stop)).Failure!;
        Assert.Equal("gated", failure.Rule);
        Assert.Contains("HF_TOKEN", failure.Detail);
        Assert.NotNull((await hub.PullAsync(token: "hf_secret", cancellationToken: Stop)).Value);
        Assert.Empty(hub.Server.Violations); // among them: the token went to the hub alone
    }

    [Fact]
    public async Task A_busy_hub_is_asked_again_when_it_says()
    {
        await using var hub = await HubFolder.StartAsync();
        var busy = 2;
        hub.Server.Fault = context =>
        {
            if (Interlocked.Decrement(ref busy) < 0)
                return Task.FromResult(false);
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (busy == 1 ? 429 : 503, "0");
            return Task.FromResult(true);
        };
        Assert.NotNull((await hub.PullAsync(cancellationToken: Stop)).Value);
    }

    [Fact]
    public async Task A_hub_that_stays_busy_is_given_up()
    {
        await using var hub = await HubFolder.StartAsync();
        hub.Server.Fault = context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "0");
            return Task.FromResult(true);
        };
        var failure = (await hub.PullAsync(cancellationToken: Stop)).Failure!;
        Assert.Equal(("busy", PackageFailureKind.TryAgain), (failure.Rule, failure.Kind));
    }

    [Theory]
    [InlineData("main", "acme/none")]
    [InlineData("v9", HubFolder.Id)]
    public async Task What_the_hub_does_not_have_is_not_found(string revision, string id)
    {
        await using var hub = await HubFolder.StartAsync();
        using var client = new HubClient(hub.Settings(), TimeProvider.System);
        var failure = (await client.PullAsync(new HubModel(id, revision), null, null, Stop)).Failure!;
        Assert.Equal(("not_found", PackageFailureKind.WrongUsage), (failure.Rule, failure.Kind));
    }

    [Fact]
    public async Task A_revision_that_moves_between_list_and_files_does_no_harm()
    {
        await using var hub = await HubFolder.StartAsync();
        var before = hub.Source("config.json");
        var isMoved = 0;
        hub.Server.Fault = context =>
        {
            if (context.Request.Path.Value!.Contains("/resolve/") && Interlocked.Exchange(ref isMoved, 1) == 0)
                hub.Write("config.json", 299);
            return Task.FromResult(false);
        };
        var snapshot = (await hub.PullAsync(cancellationToken: Stop)).Value!;
        Assert.Equal(before, hub.Read(snapshot, "config.json"));
        Assert.Equal(299, hub.Read((await hub.PullAsync(cancellationToken: Stop)).Value!, "config.json").Length);
    }

    [Fact]
    public async Task Without_network_a_whole_snapshot_will_do_and_half_a_one_will_not()
    {
        await using var hub = await HubFolder.StartAsync();
        var snapshot = (await hub.PullAsync(cancellationToken: Stop)).Value!;
        hub.Server.Requests.Clear();
        Assert.Equal(snapshot.Folder, (await hub.PullAsync(isOffline: true, cancellationToken: Stop)).Value!.Folder);
        Assert.Equal(snapshot.Folder, (await hub.PullAsync(revision: snapshot.Commit, cancellationToken: Stop)).Value!.Folder);
        Assert.Empty(hub.Server.Requests);
        File.Delete(Path.Combine(snapshot.Folder, "onnx", "encoder_model_fp16.onnx"));
        Assert.Equal("not_found", (await hub.PullAsync(isOffline: true, cancellationToken: Stop)).Failure!.Rule);
    }

    [Fact]
    public async Task A_snapshot_that_another_tool_fetched_is_found()
    {
        await using var hub = await HubFolder.StartAsync();
        await hub.PullAsync(cancellationToken: Stop);
        Directory.Delete(Path.Combine(hub.ModelCache, ".captions"), recursive: true);
        using var client = new HubClient(hub.Settings(), TimeProvider.System);
        Assert.NotNull(client.Find(new HubModel(HubFolder.Id)).Value);
        Assert.Equal("not_found", client.Find(new HubModel(HubFolder.Id), "q8").Failure!.Rule);
    }

    [Fact]
    public async Task Progress_ends_with_all_bytes()
    {
        await using var hub = await HubFolder.StartAsync();
        var told = new Told();
        await hub.PullAsync(progress: told, cancellationToken: Stop);
        Assert.Equal(told.Last!.Total, told.Last.Done);
    }

    [Fact]
    public async Task Two_pulls_at_once_fetch_each_file_once()
    {
        await using var hub = await HubFolder.StartAsync();
        var both = await Task.WhenAll(hub.PullAsync(cancellationToken: Stop), hub.PullAsync(cancellationToken: Stop));
        Assert.All(both, one => Assert.NotNull(one.Value));
        Assert.Single(hub.Server.Requests, request => request.Contains("encoder_model_fp16", StringComparison.Ordinal));
    }

    private static long Offset(HttpContext context) =>
        context.Request.Headers.Range.ToString() is { Length: > 7 } range
            ? long.Parse(range[6..^1], System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    private sealed class Told : IProgress<HubProgress>
    {
        private readonly Lock _gate = new();

        public HubProgress? Last { get; private set; }

        public void Report(HubProgress value)
        {
            lock (_gate)
                Last = Last is null || value.Done >= Last.Done ? value : Last;
        }
    }
}
