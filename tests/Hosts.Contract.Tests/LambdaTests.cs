using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Hosts.Contract.Tests.Answers;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>The Lambda host before a Runtime API that keeps the documented rules.</summary>
public sealed class LambdaTests(LambdaTests.Running running) : IClassFixture<LambdaTests.Running>
{
    public static TheoryData<string, string?> Events =>
        new()
        {
            { "s3-put.json", "Function.EventNotSupported" },
            { "sqs.json", "Function.EventNotSupported" },
            { "eventbridge.json", "Function.EventNotSupported" },
            { "sns.json", "Function.EventNotSupported" },
            { "s3-test.json", null },
            { "empty-records.json", null },
            { "strange-source.json", "Function.UnknownEvent" },
            { "no-records.json", "Function.UnknownEvent" },
            { "a-list.json", "Function.UnknownEvent" },
        };

    [Fact]
    public async Task Events_are_told_apart_by_shape_and_answered_clearly()
    {
        foreach (var (file, expected) in Events.Select(row => row.Data))
        {
            var outcome = await running.Lambda.InvokeAsync(
                await File.ReadAllBytesAsync(Path.Combine(Repository.Fixtures, "events", "lambda", file))
            );
            Assert.Equal((file, expected), (file, outcome.ErrorType));
            if (expected is not null)
                Assert.Equal(expected.Split('.')[1], JsonNode.Parse(outcome.Text)!["errorType"]!.GetValue<string>());
        }

        Assert.Equal("Function.UnknownEvent", (await running.Lambda.InvokeAsync("no json"u8.ToArray())).ErrorType);
    }

    [Fact]
    public async Task Payload_format_1_is_answered_as_2_is_with_lists_of_values()
    {
        var two = await running.Lambda.InvokeAsync(
            FakeLambda.Payload(new HostRequest("POST", "/v1/captions", [new("Content-Type", "image/png")], [0, 0, 0]))
        );
        var one = await running.Lambda.InvokeAsync(
            await File.ReadAllBytesAsync(Path.Combine(Repository.Fixtures, "events", "lambda", "http-format-1.json"))
        );
        Assert.Equal((null, null), (one.ErrorType, two.ErrorType));
        var (first, second) = (JsonNode.Parse(one.Text)!, JsonNode.Parse(two.Text)!);
        Assert.Equal(415, first["statusCode"]!.GetValue<int>());
        Assert.Equal(415, second["statusCode"]!.GetValue<int>());
        Assert.Equal(Problem(second), Problem(first));
        Assert.Null(first["headers"]);
        Assert.Equal(
            second["headers"]!.AsObject().Select(header => (header.Key, header.Value!.GetValue<string>())),
            first["multiValueHeaders"]!.AsObject().Select(header => (header.Key, header.Value!.AsArray().Single()!.GetValue<string>()))
        );
    }

    [Fact]
    public async Task The_stage_before_the_path_is_not_part_of_it()
    {
        var outcome = await running.Lambda.InvokeAsync(FakeLambda.Payload(new HostRequest("GET", "/health/ready", [], []), stage: "prod"));
        Assert.Equal(200, JsonNode.Parse(outcome.Text)!["statusCode"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("%%%", 400, "malformed_request")]
    [InlineData("AAAA", 415, "unsupported_media_type")]
    public async Task The_base64_flag_is_obeyed(string body, int status, string code)
    {
        var payload = JsonNode.Parse(
            FakeLambda.Payload(new HostRequest("POST", "/v1/captions", [new("Content-Type", "image/png")], [1]))
        )!;
        payload["body"] = body;
        var answer = JsonNode.Parse((await running.Lambda.InvokeAsync(Encoding.UTF8.GetBytes(payload.ToJsonString()))).Text)!;
        Assert.Equal(status, answer["statusCode"]!.GetValue<int>());
        Assert.Contains(code, answer["body"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4_599_999, 415)]
    [InlineData(4_600_000, 415)]
    [InlineData(4_600_001, 413)]
    public async Task A_body_is_taken_up_to_the_limit(int bytes, int status)
    {
        var answer = await running.Lambda.SendAsync(
            new HostRequest("POST", "/v1/captions", [new("Content-Type", "image/png")], new byte[bytes])
        );
        Assert.Equal(status, answer.Status);
        if (status == 413)
            Assert.Contains("/v1/uploads", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_that_has_passed_is_answered_and_the_next_call_is_served()
    {
        var request = HostContract.Make("POST", "/v1/captions", "image/png", "samples/shapes.png");
        var late = await running.Lambda.InvokeAsync(FakeLambda.Payload(request), TimeSpan.FromSeconds(-1));
        Assert.Equal(504, JsonNode.Parse(late.Text)!["statusCode"]!.GetValue<int>());
        Assert.Equal(200, (await running.Lambda.SendAsync(request)).Status);
    }

    [Fact]
    public async Task Each_request_is_one_line_of_JSON_that_holds_no_words()
    {
        await using var lambda = await FakeLambda.StartAsync();
        await lambda.SendAsync(AnswerCheck.RequestOf(AnswerCase.Of("captions/score-json")));
        await lambda.SendAsync(new HostRequest("GET", "/secret-path", [], []));
        var lines = await LinesAsync(lambda, 2);
        Assert.Equal(
            ("INFO", 200, "/v1/scores"),
            (Text(lines[0], "severity"), lines[0].GetProperty("status").GetInt32(), Text(lines[0], "route"))
        );
        Assert.Equal("refused caption-base 1.0.0", Text(lines[0], "note"));
        Assert.Equal("POST", Text(lines[0], "method"));
        Assert.True(lines[0].GetProperty("elapsedMs").GetDouble() > 0 && lines[0].GetProperty("bytes").GetInt64() > 0);
        Assert.NotEmpty(Text(lines[0], "requestId")!);
        Assert.Equal(("GET", "-", 404), (Text(lines[1], "method"), Text(lines[1], "route"), lines[1].GetProperty("status").GetInt32()));
        Assert.StartsWith("Root=1-", Text(lines[0], "trace"), StringComparison.Ordinal);
        Assert.DoesNotContain("a dog on a beach", lambda.Host.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", lambda.Host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_Runtime_API_ends_the_process()
    {
        await using var lambda = await FakeLambda.StartAsync();
        Assert.Equal(200, (await lambda.SendAsync(new HostRequest("GET", "/health/ready", [], []))).Status);
        lambda.NextStatus = 500;
        Assert.Equal(1, await lambda.Host.ExitCodeAsync());
        Assert.Contains("the Runtime API is gone", lambda.Host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_cut_off_ends_the_process_cleanly()
    {
        await using var lambda = await FakeLambda.StartAsync();
        Assert.Equal(200, (await lambda.SendAsync(new HostRequest("GET", "/health/ready", [], []))).Status);
        lambda.CutsEvents = true;
        _ = lambda.InvokeAsync("{}"u8.ToArray()).ContinueWith(static _ => { }, TaskScheduler.Default);
        Assert.Equal(1, await lambda.Host.ExitCodeAsync());
        Assert.Contains("the Runtime API is gone", lambda.Host.Log, StringComparison.Ordinal); // in a line of its own, not as a crash
    }

    [Fact]
    public async Task Asked_to_end_the_process_finishes_its_call_first()
    {
        await using var lambda = await FakeLambda.StartAsync();
        Assert.Equal(200, (await lambda.SendAsync(new HostRequest("GET", "/health/ready", [], []))).Status);
        var call = lambda.SendAsync(
            HostContract.Make("POST", "/v1/captions?beams=8&alternatives=7", "image/jpeg", "samples/march-pastoral.jpg")
        );
        await Task.Delay(30);
        Signals.AskToEnd(lambda.Host.Process);
        Assert.Contains((await call).Status, (int[])[200, 503]); // the call was taken before or after the signal
        Assert.Equal(0, await lambda.Host.ExitCodeAsync());
    }

    /// <summary>The problem without its own id.</summary>
    private static string Problem(JsonNode answer)
    {
        var problem = JsonNode.Parse(answer["body"]!.GetValue<string>())!.AsObject();
        Assert.True(problem.Remove("id"));
        return problem.ToJsonString();
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The process writes while we read.</summary>
    private static async Task<List<JsonElement>> LinesAsync(FakeLambda lambda, int count)
    {
        for (var i = 0; ; i++)
        {
            var lines = lambda
                .Host.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.TryGetProperty("eventId", out var id) && id.GetInt32() == 1000)
                .ToList();
            if (lines.Count >= count || i == 100)
                return lines;
            await Task.Delay(20);
        }
    }

    /// <summary>A host for the calls that leave it as it was, started once.</summary>
    public sealed class Running : IAsyncLifetime
    {
        internal FakeLambda Lambda { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lambda = await FakeLambda.StartAsync();

        public ValueTask DisposeAsync() => Lambda.DisposeAsync();
    }
}
