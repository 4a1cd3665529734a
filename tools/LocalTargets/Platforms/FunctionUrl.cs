using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Front;

namespace Serverless.LocalTargets.Platforms;

/// <summary>What a function URL does with HTTP: bodies within an event's 6 MB, answers from documents, its own words for limits.</summary>
internal static class FunctionUrl
{
    /// <summary>An event has at most 6 MB, and a picture in it is Base64.</summary>
    private const int MaxBodyBytes = 6 * 1024 * 1024 / 4 * 3;

    /// <returns>The request; null where it has been answered: 413.</returns>
    public static async Task<HostRequest?> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var count and > 0)
        {
            if (body.Length + count > MaxBodyBytes)
            {
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "Request Entity Too Large");
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return new HostRequest(
            context.Request.Method,
            context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent(),
            [
                .. context
                    .Request.Headers.Where(header => !header.Key.Equals(RevisionHeader.Name, StringComparison.OrdinalIgnoreCase))
                    .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? ""))),
            ],
            body.ToArray()
        );
    }

    public static Task ThrottleAsync(HttpContext context)
    {
        context.Response.Headers["x-amzn-ErrorType"] = "TooManyRequestsException";
        return RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Rate Exceeded.");
    }

    public static async Task WriteAsync(HttpContext context, HostAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Body.Length > 0 && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentLength = answer.Body.Length;
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, string> { ["Message"] = message }));
    }
}
