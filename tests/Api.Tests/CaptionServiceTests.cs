using System.Text.Json;
using Microsoft.Extensions.Logging;
using Serverless.Api.Tests.Server;
using Serverless.Core.Service;
using Serverless.Results.Documents;

namespace Serverless.Api.Tests;

public sealed class CaptionServiceTests
{
    [Fact]
    public async Task Before_the_first_caption_the_host_says_not_ready_and_lives()
    {
        await using var server = await ApiServer.StartAsync();
        Assert.Equal(503, await StatusAsync(server, "POST", "/v1/captions"));
        Assert.Equal(503, await StatusAsync(server, "GET", "/health/ready"));
        Assert.Equal(503, await StatusAsync(server, "GET", "/health/started"));
        Assert.Equal(503, await StatusAsync(server, "GET", "/v1/model"));
        Assert.Equal(200, await StatusAsync(server, "GET", "/health/live"));
        Assert.Equal(404, await StatusAsync(server, "GET", "/"));
    }

    [Fact]
    public async Task A_draining_host_takes_no_new_work_and_one_that_started_does()
    {
        await using var server = await ApiServer.StartAsync();
        server.Service.Start();
        Assert.Equal(200, await StatusAsync(server, "POST", "/v1/captions"));
        server.Service.Drain();
        Assert.Equal(503, await StatusAsync(server, "POST", "/v1/captions"));
        Assert.Equal(503, await StatusAsync(server, "GET", "/health/ready"));
    }

    [Fact]
    public async Task A_bug_becomes_internal_with_an_id_and_without_a_stack()
    {
        await using var server = await ApiServer.StartAsync();
        var bug = new InvalidOperationException("a bug");
        var body = new TestBody(_ => throw bug);
        var answer = await server.SendAsync(
            "POST",
            "/v1/captions",
            body,
            [("Content-Type", "image/png")],
            TestContext.Current.CancellationToken
        );
        var problem = JsonSerializer.Deserialize(answer.Body, DocumentJson.Default.ProblemDocument)!;
        Assert.Equal((500, "internal", true), (answer.Status, problem.Code, problem.Retryable));
        Assert.DoesNotContain("Exception", problem.Detail, StringComparison.Ordinal);
        var line = await server.Log.FirstAsync(1002);
        Assert.Equal((LogLevel.Error, $"internal {problem.Id}"), (line.Level, line.Fields["Note"]));
        Assert.Same(bug, line.Exception);
    }

    private static async Task<int> StatusAsync(ApiServer server, string method, string path) =>
        (await server.SendAsync(method, path, WarmUpPicture.Png, ("Content-Type", "image/png"))).Status;
}
