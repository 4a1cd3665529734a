using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Serverless.Testing;

namespace Serverless.RemoteCaptioning.Tests;

/// <summary>
/// A strict stand-in for an endpoint of chat completions: what no client of ours should send is noted as a violation. A test says how it
/// answers.
/// </summary>
internal sealed class ChatServer : IAsyncDisposable
{
    public const string Model = "tiny-vision:7b";

    private WebServer _server = null!;

    public ConcurrentQueue<JsonObject> Requests { get; } = new();

    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>The key that must be shown; null where none may be.</summary>
    public string? Key { get; init; }

    /// <summary>The words of the answer.</summary>
    public string Words { get; set; } = "A snowy mountain rises above a green valley.";

    public string Finish { get; set; } = "stop";

    /// <summary>Answers in the stand-in's place where it returns true; it is told which request it is, from 1.</summary>
    public Func<HttpContext, int, Task<bool>>? Fault { get; set; }

    public string Address => $"http://127.0.0.1:{_server.Port}/v1";

    public EndpointOptions Options => EndpointOptions.Parse($"openai:{Address}#{Model}")!;

    /// <summary>The picture of the last request.</summary>
    public byte[] Picture
    {
        get
        {
            var url = Requests.Last()["messages"]![1]!["content"]!.AsArray().Single(part => part!["image_url"] is not null)!;
            return Convert.FromBase64String(url["image_url"]!["url"]!.GetValue<string>().Split(',')[1]);
        }
    }

    public static async Task<ChatServer> StartAsync(string? key = null)
    {
        var server = new ChatServer { Key = key };
        server._server = await WebServer.StartAsync(IPAddress.Loopback, 0, server.AnswerAsync);
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        Requests.Enqueue(body);
        Check(context, body);
        if (Fault is { } fault && await fault(context, Requests.Count))
            return;
        if (Key is not null && context.Request.Headers.Authorization != $"Bearer {Key}")
        {
            context.Response.StatusCode = 401;
            return;
        }

        var message = new JsonObject { ["role"] = "assistant", ["content"] = Words };
        var choice = new JsonObject
        {
            ["index"] = 0,
            ["message"] = message,
            ["finish_reason"] = Finish,
        };
        await WriteAsync(context, new JsonArray(choice));
    }

    public static Task WriteAsync(HttpContext context, JsonArray choices)
    {
        context.Response.ContentType = "application/json";
        var answer = new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion",
            ["created"] = 1,
            ["model"] = Model,
            ["choices"] = choices,
            ["usage"] = new JsonObject
            {
                ["prompt_tokens"] = 400,
                ["completion_tokens"] = 20,
                ["total_tokens"] = 420,
            },
        };
        return context.Response.WriteAsync(answer.ToJsonString());
    }

    private void Check(HttpContext context, JsonObject body)
    {
        Expect(context.Request is { Method: "POST", Path.Value: "/v1/chat/completions" }, "method or path");
        Expect(body["model"]?.GetValue<string>() == Model, "model");
        Expect(body["temperature"]?.GetValue<double>() == 0, "temperature");
        Expect(body["max_tokens"]?.GetValue<int>() is >= 16, "max_tokens");
        Expect(
            body["messages"]?.AsArray().Select(each => each!["role"]!.GetValue<string>()).SequenceEqual(["system", "user"]) == true,
            "roles"
        );
        Expect(Key is not null || context.Request.Headers.Authorization.Count == 0, "a key that nobody gave");
        Expect(
            body.Select(part => part.Key).Except(["model", "temperature", "max_tokens", "messages", "stream"]).FirstOrDefault() is null,
            "a part that not every server knows: " + string.Join(", ", body.Select(part => part.Key))
        );
    }

    private void Expect(bool isSo, string what)
    {
        if (!isSo)
            Violations.Enqueue(what);
    }
}
