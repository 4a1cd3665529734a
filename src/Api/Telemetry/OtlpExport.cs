using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serverless.Settings;

namespace Serverless.Api.Telemetry;

/// <summary>Spans and measurements to an OpenTelemetry collector, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one; the exporter's other standard variables hold too.</summary>
public sealed class OtlpExport : IDisposable
{
    private const int FlushMilliseconds = 1_000;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private OtlpExport(HostProfile host)
    {
        var resource = ResourceBuilder
            .CreateDefault()
            .AddService(Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? "caption-" + host.Name);
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(RequestTelemetry.SourceName)
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(RequestTelemetry.SourceName)
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>Begins to export.</summary>
    /// <param name="host">Names the service unless <c>OTEL_SERVICE_NAME</c> does.</param>
    /// <returns>Null where no collector is named.</returns>
    public static OtlpExport? Start(HostProfile host) =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")) ? null : new OtlpExport(host);

    /// <summary>Sends what has gathered: for a process that is about to be frozen. A collector that does not answer costs a second, no more.</summary>
    public void Flush()
    {
        _traces.ForceFlush(FlushMilliseconds);
        _metrics.ForceFlush(FlushMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
