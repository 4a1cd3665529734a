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

/// <summary><c>GET /openapi/v1.json</c>: OpenAPI 3.1, generated from the endpoints at the first request.</summary>
internal static class OpenApiEndpoint
{
    private const string Name = "v1";

    public static void AddOpenApiDocument(this IServiceCollection services)
    {
        services.AddSingleton<OpenApiText>();
        services.ConfigureHttpJsonOptions(json => DocumentTypes.Add(json.SerializerOptions));
        services.AddOpenApi(Name, Configure);
    }

    private static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.HttpMethod != "HEAD"; // goes without saying where GET is
        options.CreateSchemaReferenceId = DocumentTypes.NameOf;
        options.AddSchemaTransformer(new SchemaRules());
        options.AddOperationTransformer(new RequestRules());
        options.AddOperationTransformer(new ResponseRules());
        options.AddOperationTransformer(new AccessRules());
        options.AddDocumentTransformer(new UnseenPaths());
        options.AddDocumentTransformer(new DocumentRules());
    }

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes)
    {
        routes
            .MapMethods(
                Routes.OpenApi,
                Routes.Reading,
                async ([FromServices] OpenApiText text) => TypedResults.Bytes(await text.GetAsync(), "application/json")
            )
            .ExcludeFromDescription(); // UnseenPaths describes it
        routes.MapOptions(Routes.OpenApi, "GET");
    }

    /// <summary>The document's text, made once.</summary>
    internal sealed class OpenApiText([FromKeyedServices(Name)] IOpenApiDocumentProvider provider)
    {
        private readonly Lazy<Task<byte[]>> _text = new(() => MakeAsync(provider));

        public Task<byte[]> GetAsync() => _text.Value;

        private static async Task<byte[]> MakeAsync(IOpenApiDocumentProvider provider)
        {
            var document = await provider.GetOpenApiDocumentAsync();
            return Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
        }
    }
}
