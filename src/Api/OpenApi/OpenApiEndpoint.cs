using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Serverless.Api.Endpoints;

namespace Serverless.Api.OpenApi;

/// <summary><c>GET /openapi/v1.json</c>: OpenAPI 3.1, generated from the endpoints when it is asked for first.</summary>
internal static class OpenApiEndpoint
{
    private const string Name = "v1";

    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void AddOpenApiDocument(this IServiceCollection services)
    {
        services.AddSingleton<OpenApiText>();
        services.AddOpenApi(Name, options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
    }

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes)
    {
        routes
            .MapMethods(
                Routes.OpenApi,
                Reading,
                async (HttpContext context, [FromServices] OpenApiText text) =>
                    TypedResults.Bytes(await text.GetAsync(context.RequestAborted), "application/json")
            )
            .WithSummary("This document.");
        routes.MapOptions(Routes.OpenApi, "GET");
    }

    /// <summary>The document's text, made once.</summary>
    internal sealed class OpenApiText([FromKeyedServices(Name)] IOpenApiDocumentProvider provider)
    {
        private byte[]? _text;

        public async Task<byte[]> GetAsync(CancellationToken cancellationToken)
        {
            if (_text is { } known)
                return known;
            var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
            return _text = Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken));
        }
    }
}
