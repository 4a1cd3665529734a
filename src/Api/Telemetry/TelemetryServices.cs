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
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; the exporter's other standard variables hold too.
/// </summary>
public static class TelemetryServices
{
    /// <summary>Adds them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="host">Names the service unless <c>OTEL_SERVICE_NAME</c> does.</param>
    public static IServiceCollection AddCaptioningTelemetry(this IServiceCollection services, HostProfile host)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
            return services;
        var name = Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? "caption-" + host.Name;
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name))
            .WithTracing(tracing =>
                tracing
                    .AddSource(CaptionTelemetry.SourceName)
                    .AddAspNetCoreInstrumentation(options => options.EnrichWithHttpRequest = (span, _) => Withhold(span))
                    .AddHttpClientInstrumentation()
                    .AddOtlpExporter()
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(CaptionTelemetry.SourceName)
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddOtlpExporter()
            );
        return services;
    }

    /// <summary>What a sender wrote is in no span: a path may hold an upload's token, a query or a method anything.</summary>
    private static void Withhold(Activity span)
    {
        foreach (var name in (ReadOnlySpan<string>)["url.path", "url.query", "http.request.method_original", "user_agent.original"])
            span.SetTag(name, null);
    }
}
