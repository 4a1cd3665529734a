using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serverless.Core.Service;
using Serverless.Settings;

namespace Serverless.Api.Telemetry;

/// <summary>
/// Spans and measurements of requests, fetches, the runtime and captions to an OpenTelemetry collector, where
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; the exporter's other standard variables hold too. Measurements also for Prometheus to
/// fetch, where there is a port for it.
/// </summary>
public static class TelemetryServices
{
    /// <summary>Adds them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="host">Names the service unless <c>OTEL_SERVICE_NAME</c> does.</param>
    /// <param name="isScraped">Whether Prometheus fetches measurements: <see cref="MetricsPort"/>.</param>
    public static IServiceCollection AddCaptioningTelemetry(this IServiceCollection services, HostProfile host, bool isScraped = false)
    {
        var isSent = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"));
        if (!isSent && !isScraped)
            return services;
        var name = Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? "caption-" + host.Name;
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(name));
        if (isSent)
        {
            telemetry.WithTracing(tracing =>
                tracing
                    .AddSource(CaptionTelemetry.SourceName)
                    .AddAspNetCoreInstrumentation(options => options.EnrichWithHttpRequest = (span, _) => Withhold(span))
                    .AddHttpClientInstrumentation()
                    .AddOtlpExporter()
            );
        }

        telemetry.WithMetrics(metrics =>
        {
            metrics
                .AddMeter(CaptionTelemetry.SourceName)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation();
            if (isSent)
                metrics.AddOtlpExporter();
            if (isScraped)
                metrics.AddPrometheusExporter();
        });
        return services;
    }

    /// <summary>What a sender wrote is in no span: a path may hold an upload's token, a query or a method anything.</summary>
    private static void Withhold(Activity span)
    {
        foreach (var name in (ReadOnlySpan<string>)["url.path", "url.query", "http.request.method_original", "user_agent.original"])
            span.SetTag(name, null);
    }
}
