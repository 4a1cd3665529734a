using Microsoft.AspNetCore.Http;
using Serverless.Api.Problems;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Results.Documents;

namespace Serverless.Api.Endpoints;

/// <summary><c>GET /v1/model</c>: which model describes pictures here, and its card.</summary>
internal static class ModelEndpoint
{
    private static readonly CaptionFailure Loading = new(FailureReason.NotReady, "The models are still being loaded.");

    public static IResult Get(CaptionService service)
    {
        if (service.Models is not { } models || service.LoadedSince is not { } since)
            return new Problem(Loading);
        var identity = models.Identity;
        var card = new ModelCardDocument(identity.Name, identity.Version, identity.Digest, models.Card.Card, since);
        return new Document<ModelCardDocument>(card, DocumentJson.Writer.ModelCardDocument);
    }
}
