using System.Text;
using System.Text.Json;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests;

/// <summary>What the Functions host calls, and what a caller can send: a caller makes no trigger.</summary>
public sealed class TriggerTests : IDisposable
{
    private const string Queued =
        """{"Data":{"item":"\"{\\\"a\\\":1}\""},"Metadata":{"DequeueCount":"1","sys":{"MethodName":"CaptionQueued"}}}""";

    private static readonly (string, string)[] Tiny =
    [
        ("CAPTION_MODEL", Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
        ("CAPTION_LABEL_MODEL", "none"),
    ];

    private readonly string _app = Directory.CreateTempSubdirectory("functions-").FullName;

    public void Dispose() => Directory.Delete(_app, recursive: true);

    [Fact]
    public async Task A_trigger_that_is_not_HTTP_fails_clearly_in_the_form_the_Functions_host_reads()
    {
        await using var azure = await ListeningPlatform.AzureAsync(Tiny);
        // The host encodes text twice: a queue message with an object in it.
        var queued = await azure.TriggerAsync("CaptionQueued", Encoding.UTF8.GetBytes(Queued));
        Assert.Equal(500, queued.Status);
        var answer = JsonDocument.Parse(queued.Body).RootElement;
        Assert.Equal(["Logs", "Outputs", "ReturnValue"], answer.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal("CaptionQueued: uploads are not heeded: CAPTION_EVENTS_FROM is not set.", answer.GetProperty("Logs")[0].GetString());
        Assert.Equal(404, (await azure.TriggerAsync("CaptionQueued", "{ nonsense"u8.ToArray())).Status);
    }

    [Theory]
    [InlineData("/CaptionQueued")]
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
        await using var azure = await ListeningPlatform.AzureAsync([.. Tiny, ("CAPTION_EVENTS_FROM", "az://elsewhere/pictures/")]);
        var answer = await azure.SendAsync(
            new HostRequest("POST", path, [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(Queued))
        );
        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.Headers["content-type"]));
    }

    [Theory]
    [InlineData("anything")]
    [InlineData("Caption")]
    [InlineData("Health")]
    [InlineData("captionqueued")]
    [InlineData("v1/CaptionQueued")]
    public async Task What_is_no_folder_of_a_trigger_is_no_trigger(string path)
    {
        await using var azure = await ListeningPlatform.AzureAsync(Tiny);
        Assert.Equal("application/problem+json", (await azure.TriggerAsync(path, Encoding.UTF8.GetBytes(Queued))).Headers["content-type"]);
    }

    /// <summary>Route prefix (null for none said), route of the HTTP function, and whether /CaptionQueued stays the host's own.</summary>
    [Theory]
    [InlineData("", "v1/{*path}", true)]
    [InlineData("", "{*path}", false)]
    [InlineData("", "{**path}", false)]
    [InlineData("", "{name}", false)]
    [InlineData("", "{name:alpha}", false)]
    [InlineData("", "Caption{rest}", false)]
    [InlineData("", "captionqueued", false)]
    [InlineData("", "{a}/{b?}", false)]
    [InlineData("", "{a}/{b}", true)]
    [InlineData("api", "{*path}", true)]
    [InlineData(null, "{*path}", true)]
    [InlineData("CaptionQueued", "{*path}", false)]
    public async Task A_trigger_whose_path_a_route_gives_to_callers_is_not_taken_and_said(string? prefix, string route, bool isTaken)
    {
        File.WriteAllText(
            Path.Combine(_app, "host.json"),
            prefix is null ? "{}" : $$$"""{ "extensions": { "http": { "routePrefix": "{{{prefix}}}" } } }"""
        );
        Function("Caption", $$"""{ "type": "httpTrigger", "direction": "in", "name": "req", "route": "{{route}}" }""");
        Function("CaptionQueued", """{ "type": "queueTrigger", "direction": "in", "name": "item" }""");
        await using var azure = await ListeningPlatform.AzureAsync([.. Tiny, ("FUNCTIONS_APP_ROOT_PATH", _app)]);
        var answer = await azure.TriggerAsync("CaptionQueued", Encoding.UTF8.GetBytes(Queued));
        Assert.Equal(isTaken ? 500 : 404, answer.Status);
        Assert.Equal(!isTaken, azure.Host.Log.Contains("CaptionQueued takes no triggers: the route", StringComparison.Ordinal));
    }

    [Fact]
    public void The_functions_that_are_deployed_leave_the_paths_of_triggers_to_the_Functions_host()
    {
        var folders = Directory
            .EnumerateDirectories(Path.Combine(Repository.Root, "src", "Hosts.Azure"))
            .Select(folder => Path.Combine(folder, "function.json"))
            .Where(File.Exists)
            .ToList();
        var routes = folders
            .Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("bindings")[0])
            .Where(binding => binding.GetProperty("type").GetString() == "httpTrigger")
            .Select(binding => binding.GetProperty("route").GetString()!)
            .ToList();
        Assert.Equal(["health/{*path}", "openapi/{*path}", "v1/{*path}"], routes.Order(StringComparer.Ordinal));
    }

    private void Function(string name, string binding)
    {
        Directory.CreateDirectory(Path.Combine(_app, name));
        File.WriteAllText(Path.Combine(_app, name, "function.json"), $$"""{ "bindings": [ {{binding}} ] }""");
    }
}
