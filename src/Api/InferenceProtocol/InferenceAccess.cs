using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Access;
using Serverless.Api.Problems;
using Serverless.Api.Requests;
using Serverless.Api.Telemetry;
using Serverless.Core.Pipeline;
using Serverless.Settings.Access;

namespace Serverless.Api.InferenceProtocol;

/// <summary>The pipeline of a port that serves the protocol alone: who asks, how often, and how much is held at a time.</summary>
public static class InferenceAccess
{
    /// <summary>Adds it.</summary>
    /// <param name="port">The port's pipeline.</param>
    /// <param name="map">Maps the protocol.</param>
    public static IApplicationBuilder UseInferenceAccess(this IApplicationBuilder port, Action<IEndpointRouteBuilder> map)
    {
        var logging = port.ApplicationServices.GetRequiredService<RequestLogging>();
        var bodies = port.ApplicationServices.GetRequiredService<RequestBodies>();
        port.Use(logging.InvokeAsync);
        port.UseRouting();
        port.UseAuthentication();
        port.UseRateLimiter();
        port.UseAuthorization();
        port.Use((context, next) => HoldAsync(bodies, context, next));
        port.UseEndpoints(map);
        return port;
    }

    /// <summary>Requires the scope <c>caption</c> of some endpoints; the others tell what probes ask.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="methods">Names of methods.</param>
    public static void RequireCaptionScope(this IEndpointConventionBuilder endpoints, params IReadOnlyList<string> methods)
    {
        var policy = ScopePolicies.Of(Scopes.Caption);
        endpoints.Add(endpoint =>
        {
            if (endpoint is not RouteEndpointBuilder { RoutePattern.RawText: { } path } || !methods.Contains(path.Split('/')[^1]))
                return;
            endpoint.Metadata.Add(new AuthorizeAttribute());
            endpoint.Metadata.Add(policy);
            endpoint.Metadata.Add(new HeldRequest());
        });
    }

    /// <summary>The framework of the protocol reads messages itself; the room for one is taken before.</summary>
    private static async Task HoldAsync(RequestBodies bodies, HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<HeldRequest>() is null)
        {
            await next(context);
            return;
        }

        using var room = bodies.TryHold();
        if (room is null)
            await new Problem(new CaptionFailure(FailureReason.Busy, RequestBodies.Full)).ExecuteAsync(context);
        else
            await next(context);
    }

    private sealed class HeldRequest;
}
