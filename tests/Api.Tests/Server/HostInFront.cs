using System.Net;
using Microsoft.AspNetCore.Http;
using Serverless.Testing;

namespace Serverless.Api.Tests.Server;

/// <summary>A port in front of an application in this process, which a test can make answer otherwise.</summary>
internal sealed class HostInFront : IAsyncDisposable
{
    private readonly ApiServer? _application;
    private WebServer? _web;

    private HostInFront(ApiServer? application) => _application = application;

    public string Url => $"http://127.0.0.1:{_web!.Port}";

    /// <summary>Answers in the application's place; null for the application itself.</summary>
    public RequestDelegate? Instead { get; set; }

    /// <summary>The headers of the last request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>The body of the last answer of the application.</summary>
    public byte[] LastAnswer { get; private set; } = [];

    /// <summary>How many requests came.</summary>
    public int Requests { get; private set; }

    /// <summary>Starts one.</summary>
    /// <param name="application">The application; null where something else answers.</param>
    public static async Task<HostInFront> StartAsync(ApiServer? application)
    {
        var front = new HostInFront(application);
        front._web = await WebServer.StartAsync(IPAddress.Loopback, 0, front.AnswerAsync);
        return front;
    }

    public ValueTask DisposeAsync() => _web!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests++;
        Headers = context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = context.Request;
        var answer = await _application!.SendAsync(
            request.Method,
            request.Path,
            body.ToArray(),
            [
                .. request
                    .Headers.Where(header => header.Key is "Content-Type" or "Authorization" or "Caption-Fallback")
                    .Select(header => (header.Key, header.Value.ToString())),
            ]
        );
        LastAnswer = answer.Body;
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.Headers.ContentType;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
