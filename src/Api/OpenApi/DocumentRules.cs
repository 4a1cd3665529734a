using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Serverless.Api.OpenApi;

/// <summary>The head of the document, the same on every host: neither a server's address nor an application's name.</summary>
internal sealed class DocumentRules : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Alt text for pictures",
            Version = "1.0.0",
            Description = "A picture in, a sentence a blind reader can rely on out, with a quality score, or an honest refusal.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = null;
        document.Tags = null;
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = AccessRules.Schemes();
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
            operation.Tags?.Clear();
        return Task.CompletedTask;
    }
}
