using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Endpoints;

/// <summary>Documents as answers.</summary>
internal static class DocumentResponses
{
    /// <summary>Writes a document with its length, so that a proxy need not chunk it.</summary>
    /// <param name="response">Its status is set already.</param>
    /// <param name="document">The document.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="contentType">Its media type.</param>
    public static Task WriteDocumentAsync<T>(
        this HttpResponse response,
        T document,
        JsonTypeInfo<T> type,
        string contentType = "application/json"
    )
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(document, type);
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, response.HttpContext.RequestAborted).AsTask();
    }
}
