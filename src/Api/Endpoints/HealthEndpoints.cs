using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Serverless.Core.Service;
using Serverless.Results.Documents;

namespace Serverless.Api.Endpoints;

/// <summary><c>GET /health/live</c>, <c>/health/ready</c> and <c>/health/started</c>.</summary>
internal static class HealthEndpoints
{
    private const string Ready = "ready",
        Started = "started";

    public static void AddCaptionHealth(this IServiceCollection services) =>
        services
            .AddHealthChecks()
            .Add(new HealthCheckRegistration(Ready, Check(service => service.IsReady), null, null))
            .Add(new HealthCheckRegistration(Started, Check(service => service.Models is not null), null, null));

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth(Routes.Live, null);
        routes.MapHealth(Routes.Ready, Ready);
        routes.MapHealth(Routes.Started, Started);
    }

    private static void MapHealth(this IEndpointRouteBuilder routes, string pattern, string? check)
    {
        var options = new HealthCheckOptions
        {
            Predicate = registration => registration.Name == check,
            ResponseWriter = WriteAsync,
            AllowCachingResponses = true, // every answer says no-store already
        };
        routes.MapHealthChecks(pattern, options).WithMetadata(new HttpMethodMetadata(Routes.Reading), new RouteMethod("GET"));
        routes.MapOptions(pattern, "GET");
    }

    private static Func<IServiceProvider, IHealthCheck> Check(Func<CaptionService, bool> isFine) =>
        provider => new ServiceHealth(provider.GetRequiredService<CaptionService>(), isFine);

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var note = report.Entries.GetValueOrDefault(Ready).Description;
        var document = new HealthDocument(report.Status == HealthStatus.Healthy ? "ok" : "unavailable", note);
        return context.Response.WriteDocumentAsync(document, DocumentJson.Writer.HealthDocument);
    }

    private sealed class ServiceHealth(CaptionService service, Func<CaptionService, bool> isFine) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(isFine(service) ? HealthCheckResult.Healthy(service.Champion?.Note) : HealthCheckResult.Unhealthy());
    }
}
