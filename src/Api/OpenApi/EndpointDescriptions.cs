using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Serverless.Api.Endpoints;
using Serverless.Api.Uploads;
using Serverless.Core.Pipeline;
using Serverless.Monitoring.Reports;
using Serverless.Results.Documents;
using Serverless.Results.Reviews;
using static Serverless.Core.Pipeline.FailureReason;

namespace Serverless.Api.OpenApi;

/// <summary>What the OpenAPI document says of each route beyond its path and method.</summary>
internal static class EndpointDescriptions
{
    public static void DescribeCaptions(this RouteHandlerBuilder route) =>
        route
            .WithName("caption")
            .WithSummary("Describes a picture.")
            .WithMetadata(new QueryNote())
            .WithBody(Bytes, Octets, (Form, typeof(CaptionForm)), (Json, typeof(JsonRequest)))
            .Produces<CaptionDocument>()
            .WithResponse(200, "The caption document; a refused caption is one too.")
            .WithFailures(AboutPictures);

    public static void DescribeScores(this RouteHandlerBuilder route) =>
        route
            .WithName("score")
            .WithSummary("Scores somebody's own text about a picture.")
            .WithBody((Form, typeof(ScoreForm)), (Json, typeof(JsonRequest)))
            .Produces<ScoreDocument>()
            .WithResponse(200, "The score.")
            .WithFailures(AboutPictures);

    public static void DescribeUploads(this RouteHandlerBuilder route) =>
        route
            .WithName("upload")
            .WithSummary("An address that takes one picture, for pictures above the body limit.")
            .WithBody((Json, typeof(UploadRequest)))
            .Produces<UploadDocument>(StatusCodes.Status201Created)
            .WithResponse(201, "PUT the picture to uploadUrl with the headers, then name blob as image.blob.")
            .WithResponse(404, "this host takes no uploads")
            .WithResponse(422, "the store lets this host write nothing")
            .WithResponse(503, "the store cannot be reached")
            .WithFailures([
                EmptyBody,
                MalformedRequest,
                UnknownOption,
                .. Access,
                NotFound,
                .. Bodies,
                BlobNotAllowed,
                Busy,
                NotReady,
                Internal,
            ]);

    public static void DescribeUpload(this RouteHandlerBuilder route) =>
        route
            .WithName("putUpload")
            .WithSummary("Takes one picture, once (container host with uploads to a folder; stores of clouds take them themselves).")
            .WithBody(Bytes, Octets)
            .Produces(StatusCodes.Status201Created)
            .WithResponse(201, "Kept.")
            .WithResponse(400, "not as long as announced")
            .WithResponse(404, "unknown, used up or expired")
            .WithFailures([MalformedRequest, NotFound, .. Bodies, Internal]);

    public static void DescribeEvents(this RouteHandlerBuilder route) =>
        route
            .WithName("event")
            .WithSummary(
                "An upload event: S3 notifications, EventBridge, SNS, Event Grid in both schemas, Cloud Storage by Eventarc "
                    + "or Pub/Sub push, CloudEvents 1.0 in binary, structured and batched mode."
            )
            .WithBody(
                (Json, typeof(JsonElement)),
                ("application/cloudevents+json", typeof(Dictionary<string, JsonElement>)),
                ("application/cloudevents-batch+json", typeof(Dictionary<string, JsonElement>[]))
            )
            .Produces<ValidationDocument>()
            .Produces(StatusCodes.Status204NoContent)
            .Produces(StatusCodes.Status503ServiceUnavailable)
            .WithResponse(200, "The answer to Event Grid's subscription validation.")
            .WithResponse(204, "Done, recorded, or nothing that concerns this host.")
            .WithResponse(400, "on Google Cloud 204, for it would be sent again for days")
            .WithResponse(404, "this host heeds no events")
            .WithResponse(503, "Deliver it again.")
            .WithFailures([EmptyBody, MalformedRequest, .. Access, NotFound, .. Bodies, Busy, Internal]);

    public static void DescribeReviews(this RouteHandlerBuilder route) =>
        route
            .WithName("review")
            .WithSummary("A person's decision on a caption we made.")
            .WithBody((Json, typeof(ReviewRequest)))
            .Produces(StatusCodes.Status202Accepted)
            .WithResponse(202, "Taken; the reviewer is the authenticated identity.")
            .WithResponse(404, "no such caption is kept, or no reviews are taken")
            .WithResponse(503, "the store cannot be reached")
            .WithFailures([MalformedRequest, UnknownOption, OptionNotSupported, .. Access, NotFound, .. Bodies, Busy, NotReady, Internal]);

    public static void DescribeTraffic(this RouteHandlerBuilder route) =>
        route
            .WithName("traffic")
            .WithSummary("Traffic of the model that serves, against what is usual for it.")
            .Produces<TrafficReport>()
            .WithResponse(200, "Windows, what has moved, health, how often captions are right.")
            .WithResponse(404, "this host counts no traffic")
            .WithResponse(503, "the store cannot be reached")
            .WithFailures([.. Access, NotFound, Busy, NotReady, Internal]);

    public static void DescribeReviewQueue(this RouteHandlerBuilder route) =>
        route
            .WithName("reviews")
            .WithSummary("Captions that wait for this caller's decision, those first that help most.")
            .WithMetadata(
                new QueryFieldNote("after", "The next of the page before; without it, the first page.", null),
                new QueryFieldNote("limit", "Entries of the page.", (1, ReviewQueue.MaxPage, ReviewQueueEndpoint.DefaultLimit))
            )
            .Produces<ReviewQueueDocument>()
            .WithResponse(200, "A page of the queue.")
            .WithResponse(404, "this host takes no reviews")
            .WithResponse(503, "the store cannot be reached")
            .WithFailures([MalformedRequest, UnknownOption, .. Access, NotFound, Busy, NotReady, Internal]);

    public static void DescribeReviewEntry(this RouteHandlerBuilder route) =>
        route
            .WithName("reviewEntry")
            .WithSummary("One caption with its picture, for who decides on it.")
            .Produces<ReviewEntryDocument>()
            .WithResponse(200, "The caption, what was decided, and a preview of the picture where there is one.")
            .WithResponse(404, "no such caption is kept, or no reviews are taken")
            .WithResponse(503, "the store cannot be reached")
            .WithFailures([UnknownOption, .. Access, NotFound, Busy, NotReady, DeadlineExceeded, Internal]);

    public static void DescribeModel(this RouteHandlerBuilder route) =>
        route
            .WithName("model")
            .WithSummary("The loaded model.")
            .Produces<ModelCardDocument>()
            .WithResponse(200, "Name, version, digest, card.")
            .WithFailures([.. Access, Busy, NotReady, Internal]);

    private const string Json = "application/json",
        Form = "multipart/form-data";

    private static readonly (string, Type?) Bytes = ("image/*", null),
        Octets = ("application/octet-stream", null);

    private static readonly FailureReason[] Access = [Unauthenticated, Forbidden],
        Bodies = [BodyTooLarge, UnsupportedMediaType];

    /// <summary>Every failure of a picture and of its options.</summary>
    private static readonly FailureReason[] AboutPictures = [.. Enum.GetValues<FailureReason>().Where(reason => reason is not NotFound)];
}
