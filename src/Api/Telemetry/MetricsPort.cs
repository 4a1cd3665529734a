using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Serverless.Api.Endpoints;
using Serverless.Api.Hosting;
using Serverless.Settings;

namespace Serverless.Api.Telemetry;

/// <summary>
/// <c>GET /metrics</c> in Prometheus's text format, on a port of its own that serves nothing else but <c>GET /health/live</c>. Whoever
/// reaches the port may read: it is for the cluster's network alone.
/// </summary>
public static class MetricsPort
{
    private const string Path = "/metrics";

    /// <summary>Whether there is such a port, before settings are checked.</summary>
    /// <param name="configuration">Where settings are read.</param>
    public static bool IsSet(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration[SettingNames.MetricsPort] ?? configuration.GetSection("Caption")[SettingNames.MetricsPort]);

    /// <summary>Serves it; before the application's own pipeline.</summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseMetricsPort(this WebApplication app)
    {
        if (IsSet(app.Configuration))
            OwnPort.Metrics.Serve(app, Configure);
        return app;
    }

    private static void Configure(IApplicationBuilder port)
    {
        port.Use(
            (context, next) =>
            {
                context.Response.Headers.XContentTypeOptions = "nosniff";
                context.Response.Headers.CacheControl = "no-store";
                return next(context);
            }
        );
        port.UseOpenTelemetryPrometheusScrapingEndpoint(context => IsRead(context, Path));
        port.Run(context =>
        {
            var isAlive = IsRead(context, Routes.Live);
            context.Response.StatusCode = isAlive ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    private static bool IsRead(HttpContext context, string path) =>
        context.Request.Path.Value == path && Routes.Reading.Contains(context.Request.Method);
}
