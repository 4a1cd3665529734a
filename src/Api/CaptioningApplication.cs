using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Api.Access;
using Serverless.Api.Endpoints;
using Serverless.Api.OpenApi;
using Serverless.Api.Page;
using Serverless.Api.Problems;
using Serverless.Api.Telemetry;
using Serverless.Settings;
using Serverless.Settings.Access;

namespace Serverless.Api;

/// <summary>The application: one pipeline and one set of routes, whatever server is in front.</summary>
public static class CaptioningApplication
{
    /// <summary>Adds the whole pipeline, routes included.</summary>
    /// <param name="app">The application of a web server, or of a platform that hands requests over.</param>
    /// <param name="more">Maps routes that this host alone has.</param>
    public static IApplicationBuilder UseCaptioning(this IApplicationBuilder app, Action<IEndpointRouteBuilder>? more = null)
    {
        ExactPaths? paths = null;
        var (headers, logging) = (
            app.ApplicationServices.GetRequiredService<ResponseHeaders>(),
            app.ApplicationServices.GetRequiredService<RequestLogging>()
        );
        app.Use(headers.InvokeAsync);
        app.Use(logging.InvokeAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(PlatformDeadline.InvokeAsync);
        app.UseRouting();
        app.Use((context, next) => paths!.InvokeAsync(context, next));
        app.UseCors();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseEndpoints(routes =>
        {
            routes.MapCaptioning();
            more?.Invoke(routes);
            paths = new ExactPaths(routes.DataSources);
        });
        return app;
    }

    /// <summary>Maps the routes of this host's role; see <see cref="CaptionSettings.Role"/>.</summary>
    /// <param name="routes">Where to.</param>
    public static IEndpointRouteBuilder MapCaptioning(this IEndpointRouteBuilder routes)
    {
        var role = RoleOf(routes);
        if (role != HostRole.Score)
        {
            routes.MapCaptions();
            routes.MapTraffic();
        }

        if (role != HostRole.Caption)
            routes.MapScores();
        routes.MapModel();
        routes.MapHealth();
        routes.MapOpenApiDocument();
        return routes;
    }

    /// <summary>The role of the host whose routes these are.</summary>
    internal static HostRole RoleOf(IEndpointRouteBuilder routes) =>
        routes.ServiceProvider.GetRequiredService<IOptions<CaptionSettings>>().Value.Role;

    /// <summary>Captions, and what is around them: uploads, events, reviews.</summary>
    private static void MapCaptions(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                Routes.Captions,
                (HttpContext context, Caller caller, [FromServices] CaptionEndpoints captions) => captions.DescribeAsync(context, caller)
            )
            .RequireScope(Scopes.Caption)
            .DescribeCaptions();
        routes.MapOptions(Routes.Captions, "POST");

        routes
            .MapPost(
                Routes.Uploads,
                (HttpContext context, Caller caller, [FromServices] UploadEndpoints uploads) => uploads.IssueAsync(context, caller)
            )
            .RequireScope(Scopes.Caption)
            .DescribeUploads();
        routes.MapOptions(Routes.Uploads, "POST");

        routes
            .MapPut(Routes.Upload, (HttpContext context, [FromServices] UploadEndpoints uploads) => uploads.TakeAsync(context))
            .DescribeUpload();
        routes.MapOptions(Routes.Upload, "PUT");

        routes
            .MapPost(Routes.Events, (HttpContext context, [FromServices] EventEndpoints events) => events.TakeAsync(context))
            .RequireScope(Scopes.Caption)
            .WithMetadata(new EventsMetadata())
            .DescribeEvents();
        routes
            .MapMethods(
                Routes.Events,
                ["OPTIONS"],
                (HttpContext context, [FromServices] EventEndpoints events) => events.Handshake(context)
            )
            .WithMetadata(new RouteMethod("POST"))
            .ExcludeFromDescription();

        routes
            .MapPost(
                Routes.Reviews,
                (HttpContext context, Caller caller, [FromServices] ReviewEndpoint reviews) => reviews.TakeAsync(context, caller)
            )
            .RequireScope(Scopes.Review)
            .DescribeReviews();
        routes
            .MapMethods(
                Routes.Reviews,
                Routes.Reading,
                (HttpContext context, Caller caller, [FromServices] ReviewQueueEndpoint reviews) => reviews.ListAsync(context, caller)
            )
            .RequireScope(Scopes.Review)
            .DescribeReviewQueue();
        routes.MapOptions(Routes.Reviews, "GET, POST");

        routes
            .MapMethods(
                Routes.Review,
                Routes.Reading,
                (HttpContext context, string id, [FromServices] ReviewQueueEndpoint reviews) => reviews.GetAsync(context, id)
            )
            .RequireScope(Scopes.Review)
            .DescribeReviewEntry();
        routes.MapOptions(Routes.Review, "GET");
    }

    private static void MapTraffic(this IEndpointRouteBuilder routes)
    {
        routes
            .MapMethods(
                Routes.Traffic,
                Routes.Reading,
                (HttpContext context, [FromServices] TrafficEndpoint traffic) => traffic.GetAsync(context)
            )
            .RequireScope(Scopes.Review)
            .DescribeTraffic();
        routes.MapOptions(Routes.Traffic, "GET");
    }

    private static void MapScores(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                Routes.Scores,
                (HttpContext context, Caller caller, [FromServices] CaptionEndpoints captions) => captions.ScoreAsync(context, caller)
            )
            .RequireScope(Scopes.Caption)
            .DescribeScores();
        routes.MapOptions(Routes.Scores, "POST");
    }

    private static void MapModel(this IEndpointRouteBuilder routes)
    {
        routes
            .MapMethods(Routes.Model, Routes.Reading, ([FromServices] Core.Service.CaptionService service) => ModelEndpoint.Get(service))
            .RequireScope(Scopes.Caption, Scopes.Model)
            .DescribeModel();
        routes.MapOptions(Routes.Model, "GET");
    }

    /// <summary>Maps the page, for hosts that people open in a browser.</summary>
    /// <param name="routes">Where to.</param>
    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        if (RoleOf(routes) == HostRole.Score)
            return;
        var settings = routes.ServiceProvider.GetRequiredService<IOptions<CaptionSettings>>().Value;
        var parts = new PageParts(settings.Events.ReviewsTo is not null, settings.Traffic is not null);
        routes.MapMethods(Routes.Page, Routes.Reading, (HttpContext context) => PageEndpoint.Get(context, parts)).ExcludeFromDescription();
        routes.MapOptions(Routes.Page, "GET");
    }
}
