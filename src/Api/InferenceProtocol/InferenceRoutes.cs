using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Access;
using Serverless.Api.Endpoints;
using Serverless.Settings;
using Serverless.Settings.Access;

namespace Serverless.Api.InferenceProtocol;

/// <summary>The routes of the Open Inference Protocol, for hosts that stand where clients of KServe look for one.</summary>
public static class InferenceRoutes
{
    private const string Root = "/v2",
        Live = "/v2/health/live",
        Ready = "/v2/health/ready",
        Model = "/v2/models/{name}",
        Versions = "/versions/{version}";

    private static readonly PathString[] Below = ["/v2/health", "/v2/models"];

    /// <summary>Adds what they need.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddInferenceProtocol(this IServiceCollection services) =>
        services.AddSingleton<InferenceRunner>().AddSingleton<InferenceEndpoints>();

    /// <summary>Maps them. Their own OpenAPI document is the protocol's: ours does not repeat it.</summary>
    /// <param name="routes">Where to.</param>
    public static void MapInferenceProtocol(this IEndpointRouteBuilder routes)
    {
        if (CaptioningApplication.RoleOf(routes) == HostRole.Score)
            return;
        routes.MapMethods(Live, Routes.Reading, () => InferenceEndpoints.Live()).ExcludeFromDescription();
        routes
            .MapMethods(Ready, Routes.Reading, ([FromServices] InferenceEndpoints inference) => inference.Ready())
            .ExcludeFromDescription();
        routes
            .MapMethods(Root, Routes.Reading, () => InferenceEndpoints.Server())
            .RequireScope(Scopes.Caption, Scopes.Model)
            .ExcludeFromDescription();
        foreach (var model in (string[])[Model, Model + Versions])
        {
            routes
                .MapMethods(
                    model,
                    Routes.Reading,
                    (HttpContext context, [FromServices] InferenceEndpoints inference) => inference.Model(context)
                )
                .RequireScope(Scopes.Caption, Scopes.Model)
                .ExcludeFromDescription();
            routes
                .MapMethods(
                    model + "/ready",
                    Routes.Reading,
                    (HttpContext context, [FromServices] InferenceEndpoints inference) => inference.ModelReady(context)
                )
                .ExcludeFromDescription();
            routes
                .MapPost(
                    model + "/infer",
                    (HttpContext context, [FromServices] InferenceEndpoints inference) => inference.InferAsync(context)
                )
                .RequireScope(Scopes.Caption)
                .ExcludeFromDescription();
        }
    }

    /// <summary>Whether failures of a request take the protocol's form: it is for one of its paths, on a host that speaks it.</summary>
    internal static bool IsOf(HttpContext context) =>
        (
            context.Request.Path == Root
            || Array.Exists(Below, path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal))
        ) && context.RequestServices.GetService<InferenceEndpoints>() is not null;
}
