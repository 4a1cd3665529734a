using Serverless.Api.Endpoints;
using Serverless.Api.Wire;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Results.Documents;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Files;

namespace Serverless.Api.Tests;

public sealed class CaptionServiceTests
{
    [Fact]
    public async Task Before_the_first_caption_the_host_says_not_ready_and_lives()
    {
        using var service = new CaptionService(
            CaptionSettings.Read(HostProfile.Kubernetes, _ => null, []).Service,
            TimeProvider.System,
            CaptionIds.System
        );
        var handler = Handler(service);
        Assert.Equal(503, await StatusAsync(handler, "POST", "/v1/captions"));
        Assert.Equal(503, await StatusAsync(handler, "GET", "/health/ready"));
        Assert.Equal(503, await StatusAsync(handler, "GET", "/health/started"));
        Assert.Equal(503, await StatusAsync(handler, "GET", "/v1/model"));
        Assert.Equal(200, await StatusAsync(handler, "GET", "/health/live"));
        Assert.Equal(404, await StatusAsync(handler, "GET", "/"));
    }

    [Fact]
    public async Task A_draining_host_takes_no_new_work_and_one_that_started_does()
    {
        using var service = new CaptionService(
            CaptionSettings.Read(HostProfile.Kubernetes, _ => null, []).Service,
            TimeProvider.System,
            CaptionIds.System
        );
        service.Start();
        var handler = Handler(service);
        Assert.Equal(200, await StatusAsync(handler, "POST", "/v1/captions"));
        service.Drain();
        Assert.Equal(503, await StatusAsync(handler, "POST", "/v1/captions"));
        Assert.Equal(503, await StatusAsync(handler, "GET", "/health/ready"));
    }

    [Fact]
    public async Task A_bug_becomes_internal_with_an_id_and_without_a_stack()
    {
        using var service = new CaptionService(
            CaptionSettings.Read(HostProfile.Kubernetes, _ => null, []).Service,
            TimeProvider.System,
            new CaptionIds(TimeProvider.System, _ => { })
        );
        var handler = Handler(service);
        (Exception? Error, string Id) caught = default;
        var answer = await handler.AnswerAsync(
            new WireRequest("POST", "/v1/captions", null!, Headers, WarmUpPicture.Png),
            (error, id) => caught = (error, id),
            default
        );
        var problem = System.Text.Json.JsonSerializer.Deserialize(answer.Body.Span, DocumentJson.Default.ProblemDocument)!;
        Assert.Equal((500, "internal", true), (answer.Status, problem.Code, problem.Retryable));
        Assert.Equal(caught.Id, problem.Id);
        Assert.NotNull(caught.Error);
        Assert.DoesNotContain("Exception", problem.Detail, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, string> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Host"] = "localhost",
        ["Content-Type"] = "image/png",
    };

    private static RequestHandler Handler(CaptionService service) =>
        RequestHandler.Create(
            service,
            CaptionSettings.Read(HostProfile.Kubernetes, _ => null, []),
            TimeProvider.System,
            _ => { },
            new BlobStores([], new FolderStores(TimeProvider.System)),
            servesPage: false
        );

    private static async Task<int> StatusAsync(RequestHandler handler, string method, string path) =>
        (await handler.AnswerAsync(new WireRequest(method, path, [], Headers, WarmUpPicture.Png), (_, _) => { }, default)).Status;
}
