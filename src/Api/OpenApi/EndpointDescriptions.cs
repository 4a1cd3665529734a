using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Serverless.Results.Documents;

namespace Serverless.Api.OpenApi;

/// <summary>What the OpenAPI document says of each route beyond its path and method.</summary>
internal static class EndpointDescriptions
{
    public static void DescribeCaptions(this RouteHandlerBuilder route) =>
        route.WithName("caption").WithSummary("Describes a picture.").Produces<CaptionDocument>().WithProblems(Asking);

    public static void DescribeScores(this RouteHandlerBuilder route) =>
        route.WithName("score").WithSummary("Scores somebody's own text about a picture.").Produces<ScoreDocument>().WithProblems(Asking);

    public static void DescribeUploads(this RouteHandlerBuilder route) =>
        route
            .WithName("upload")
            .WithSummary("An address that takes one picture, for pictures above the body limit.")
            .Produces<UploadDocument>(StatusCodes.Status201Created)
            .WithProblems([400, 401, 403, 404, 413, 415, 422, 429, 503]);

    public static void DescribeUpload(this RouteHandlerBuilder route) =>
        route
            .WithName("putUpload")
            .WithSummary("Takes one picture, once (container host with uploads to a folder; stores of clouds take them themselves).")
            .Produces(StatusCodes.Status201Created)
            .WithProblems([400, 404, 413, 415]);

    public static void DescribeEvents(this RouteHandlerBuilder route) =>
        route
            .WithName("event")
            .WithSummary("An upload event in any format.")
            .Produces(StatusCodes.Status204NoContent)
            .WithProblems([400, 401, 403, 404, 415]);

    public static void DescribeReviews(this RouteHandlerBuilder route) =>
        route
            .WithName("review")
            .WithSummary("A person's decision on a caption we made.")
            .Produces(StatusCodes.Status202Accepted)
            .WithProblems([400, 401, 403, 404, 415, 503]);

    public static void DescribeModel(this RouteHandlerBuilder route) =>
        route.WithName("model").WithSummary("The loaded model.").Produces<ModelCardDocument>().WithProblems([401, 403, 503]);

    public static void DescribePage(this RouteHandlerBuilder route) =>
        route.WithSummary("The page (container host).").Produces(StatusCodes.Status200OK, null, "text/html");

    private static readonly int[] Asking = [400, 401, 403, 413, 415, 422, 429, 500, 503, 504];

    private static void WithProblems(this RouteHandlerBuilder route, int[] statuses)
    {
        foreach (var status in statuses)
            route.Produces<ProblemDocument>(status, "application/problem+json");
    }
}
