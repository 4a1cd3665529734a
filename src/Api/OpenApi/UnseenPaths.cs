using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Serverless.Api.Endpoints;
using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Results.Documents;

namespace Serverless.Api.OpenApi;

/// <summary>Paths that the framework does not see (health checks), or that only some hosts have: it is the same on all.</summary>
internal sealed class UnseenPaths : IOpenApiDocumentTransformer
{
    private static readonly string[] Statuses = ["200", "503"];

    public async Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var health = await Schemas.ReferenceAsync(document, typeof(HealthDocument), context.GetOrCreateSchemaAsync, cancellationToken);
        (string Media, IOpenApiSchema? Schema) status = ("application/json", health);
        Add(document, Routes.Live, "live", "The process runs.", status, "Yes.", "Not now.");
        Add(document, Routes.Ready, "ready", "This process has made a real caption and takes work.", status, "Yes.", "Not now.");
        Add(document, Routes.Started, "started", "The models are loaded.", status, "Yes.", "Not now.");
        Add(document, Routes.OpenApi, "openapi", "This document.", ("application/json", null), "OpenAPI 3.1.");
        Add(document, Routes.Page, "page", "The page (container host).", ("text/html", null), "HTML.");
        document.Paths[Routes.Page].Operations![HttpMethod.Get].Responses!["404"] = new OpenApiResponse
        {
            Description = FailureTable.Of(FailureReason.NotFound).Code + ": this host has no page",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = Problem(document) } },
        };
    }

    private static OpenApiSchemaReference Problem(OpenApiDocument document) => new(nameof(ProblemDocument), document);

    private static void Add(
        OpenApiDocument document,
        string path,
        string id,
        string summary,
        (string Media, IOpenApiSchema? Schema) content,
        params string[] descriptions
    )
    {
        var responses = new OpenApiResponses();
        foreach (var (status, description) in Statuses.Zip(descriptions))
        {
            responses[status] = new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType> { [content.Media] = new() { Schema = content.Schema } },
            };
        }

        var operation = new OpenApiOperation
        {
            OperationId = id,
            Summary = summary,
            Responses = responses,
        };
        document.Paths[path] = new OpenApiPathItem { Operations = new() { [HttpMethod.Get] = operation } };
    }
}
