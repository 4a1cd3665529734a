using System.Text;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Hosts.Contract.Tests.Platforms.Functions;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>How hosts start, and how they say that they cannot.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Lambda_is_told_of_wrong_settings_all_at_once()
    {
        await using var lambda = await FakeLambda.StartAsync(
            ("CAPTION_MAX_PIXELS", "0"),
            ("CAPTION_AUTH", "none"),
            ("CAPTION_WINGS", "2")
        );
        var error = await lambda.InitError.WaitAsync(TimeSpan.FromSeconds(30));
        foreach (var part in (string[])["CAPTION_MAX_PIXELS", "CAPTION_AUTH", "CAPTION_WINGS", "InvalidSettings"])
            Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.Equal(1, await lambda.Host.ExitCodeAsync());
    }

    [Fact]
    public async Task Lambda_is_told_of_a_model_that_is_not_there()
    {
        var empty = Directory.CreateTempSubdirectory("no-model-").FullName;
        await using var lambda = await FakeLambda.StartAsync(("CAPTION_MODEL", empty));
        Assert.Contains("ModelNotLoaded", await lambda.InitError.WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
        Assert.Equal(1, await lambda.Host.ExitCodeAsync());
        Directory.Delete(empty);
    }

    [Fact]
    public async Task Lambda_gets_a_snapshot_before_the_first_call_where_it_asks_for_one()
    {
        await using var lambda = await FakeLambda.StartAsync(("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"));
        Assert.Equal(200, (await lambda.SendAsync(new HostRequest("GET", "/health/ready", [], []))).Status);
        Assert.Equal(["GET /2018-06-01/runtime/restore/next", "GET /2018-06-01/runtime/invocation/next"], lambda.Calls.Take(2));
    }

    [Fact]
    public async Task Lambda_gets_as_many_pollers_as_it_asks_for()
    {
        await using var lambda = await FakeLambda.StartAsync(("AWS_LAMBDA_MAX_CONCURRENCY", "3"));
        await lambda.SendAsync(new HostRequest("GET", "/health/ready", [], []));
        for (var i = 0; i < 100 && lambda.Waiting != 3; i++)
            await Task.Delay(20);
        Assert.Equal(3, lambda.Waiting);
    }

    [Theory]
    [InlineData("Hosts.Aws", "bootstrap", "", "AWS_LAMBDA_RUNTIME_API")]
    [InlineData("Hosts.Azure", "Serverless.Hosts.Azure", "", "--functions-uri is not given")]
    [InlineData("Hosts.Gcp", "Serverless.Hosts.Gcp", "FUNCTION_SIGNATURE_TYPE=grpc", "FUNCTION_SIGNATURE_TYPE is 'grpc'")]
    [InlineData("Hosts.Gcp", "Serverless.Hosts.Gcp", "CAPTION_AUTH=none", "only a loopback address")]
    public async Task What_is_wrong_stops_the_start_and_is_named(string project, string name, string environment, string expected)
    {
        await using var host = new HostProcess(
            project,
            name,
            environment
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .ToDictionary(pair => pair.Split('=')[0], pair => (string?)pair.Split('=')[1])
        );
        Assert.Equal(2, await host.ExitCodeAsync());
        Assert.Contains(expected, await host.LogWithAsync(expected), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CAPTION_ADDRESS=0.0.0.0", "CAPTION_ADDRESS is set")]
    [InlineData("CAPTION_PORT=8080", "CAPTION_PORT is set")]
    [InlineData("CAPTION_MAX_PIXELS=0 CAPTION_AUTH=none CAPTION_WINGS=2", "CAPTION_MAX_PIXELS", "CAPTION_AUTH is 'none'", "CAPTION_WINGS")]
    public async Task What_is_wrong_stops_the_start_of_a_worker_and_all_of_it_is_named(string environment, params string[] expected)
    {
        var settings = environment.Split(' ').Select(pair => (pair.Split('=')[0], pair.Split('=')[1]));
        var (exitCode, log) = await FakeFunctionsHost.EndedAsync(settings);
        Assert.Equal(2, exitCode);
        Assert.All(expected, part => Assert.Contains(part, log, StringComparison.Ordinal));
    }

    /// <summary>Each damages a copy of a model; the reason names the file, or the model's folder at the least.</summary>
    public static TheoryData<string, string> ModelFaults =>
        new()
        {
            { "config.json missing", "config.json" },
            { "config.json {", "config.json" },
            { "encoder_model.onnx cut", "encoder_model.onnx" },
            { "encoder_model.onnx noise", "encoder_model.onnx" },
            { "decoder_model.onnx cut", "decoder_model.onnx" },
            { "preprocessor_config.json []", "damaged-" },
            { "tokenizer.json {}", "damaged-" },
        };

    [Theory]
    [MemberData(nameof(ModelFaults))]
    public async Task A_model_that_cannot_be_loaded_ends_the_start_of_every_host_with_its_reason_in_one_line(string damage, string says)
    {
        var folder = Damaged(damage);
        try
        {
            (string, string)[] settings =
            [
                ("CAPTION_MODEL", folder),
                ("CAPTION_LABEL_MODEL", "none"),
                ("CAPTION_TEXT_MODEL", "none"),
                ("CAPTION_QUALITY_MODEL", ""),
            ];
            (string Project, string Program, string Port)[] listening =
            [
                ("Hosts.Kubernetes", "Serverless.Hosts.Kubernetes", "CAPTION_PORT"),
                ("Hosts.Gcp", "Serverless.Hosts.Gcp", "PORT"),
            ];
            foreach (var (project, program, port) in listening)
            {
                var environment = settings
                    .Append((port, HostProcess.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture)))
                    .ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2);
                await using var host = new HostProcess(project, program, environment);
                Assert.Equal((project, 2), (project, await host.ExitCodeAsync()));
                AssertOneLine(host.Log, says);
            }

            var (exitCode, log) = await FakeFunctionsHost.EndedAsync(settings);
            Assert.Equal(2, exitCode);
            AssertOneLine(log, says);

            await using var lambda = await FakeLambda.StartAsync(settings);
            var error = await lambda.InitError.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Contains("ModelNotLoaded", error, StringComparison.Ordinal);
            Assert.Contains(says, error, StringComparison.Ordinal);
            Assert.Equal(1, await lambda.Host.ExitCodeAsync());
            AssertOneLine(lambda.Host.Log, says);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_start_with_its_reason_in_one_line()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var host = new HostProcess("Hosts.Kubernetes", "Serverless.Hosts.Kubernetes", new() { ["CAPTION_PORT"] = port });
        Assert.Equal(2, await host.ExitCodeAsync());
        AssertOneLine(host.Log, port);
    }

    private static void AssertOneLine(string log, string says)
    {
        Assert.Single(
            log.Split('\n'),
            line => line.Contains("cannot start", StringComparison.Ordinal) && line.Contains(says, StringComparison.Ordinal)
        );
        foreach (var dump in (string[])["Unhandled exception", "   at Serverless", "core dumped"])
        {
            Assert.DoesNotContain(dump, log, StringComparison.Ordinal);
        }
    }

    private static string Damaged(string damage)
    {
        var folder = Directory.CreateTempSubdirectory("damaged-").FullName;
        var source = Path.Combine(Repository.Fixtures, "vit-gpt2-tiny");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var (name, how) = (damage.Split(' ')[0], damage.Split(' ')[1]);
        var path = Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).Single();
        if (how == "missing")
            File.Delete(path);
        else if (how == "cut")
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1_000]);
        else
            File.WriteAllText(path, how == "noise" ? new string('x', 10_000) : how);
        return folder;
    }

    [Fact]
    public async Task Google_acknowledges_what_concerns_nobody_and_logs_what_cannot_be_read()
    {
        await using var google = await ListeningPlatform.GoogleAsync(
            ("GOOGLE_CLOUD_PROJECT", "p1"),
            ("CAPTION_EVENTS_FROM", "gs://photos-in/")
        );
        List<KeyValuePair<string, string>> binary =
        [
            new("ce-id", "1"),
            new("ce-source", "//storage"),
            new("ce-type", "google.cloud.storage.object.v1.metadataUpdated"),
            new("ce-specversion", "1.0"),
            new("Content-Type", "application/json"),
        ];
        Assert.Equal(204, (await google.SendAsync(new HostRequest("POST", "/", binary, "{}"u8.ToArray()))).Status);
        var whole = Encoding.UTF8.GetBytes("""{"specversion":"1.0","id":"1","source":"//storage","type":"t","data":{}}""");
        Assert.Equal(
            204,
            (
                await google.SendAsync(
                    new HostRequest("POST", "/wherever", [new("Content-Type", "application/cloudevents+json; charset=utf-8")], whole)
                )
            ).Status
        );
        Assert.Equal(
            204,
            (
                await google.SendAsync(
                    new HostRequest("POST", "/", [new("Content-Type", "application/cloudevents+json")], "{"u8.ToArray())
                )
            ).Status
        ); // 400 would bring it back for days
        const string Dropped = "malformed event dropped";
        Assert.Contains(Dropped, await google.Host.LogWithAsync(Dropped), StringComparison.Ordinal);
        Assert.Equal(
            200,
            (
                await google.SendAsync(
                    new HostRequest(
                        "GET",
                        "/health/ready",
                        [new("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")],
                        []
                    )
                )
            ).Status
        );
        const string Trace = "\"logging.googleapis.com/trace\":\"projects/p1/traces/0af7651916cd43dd8448eb211c80319c\"";
        Assert.Contains(Trace, await google.Host.LogWithAsync(Trace), StringComparison.Ordinal);
    }
}
