using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Serverless.Hosts.Aws.Runtime;

/// <summary>Sends what has gathered before the process may be frozen. A collector that does not answer costs a second, no more.</summary>
/// <param name="services">The application's: without a collector there is nothing to send.</param>
internal sealed class TelemetryFlush(IServiceProvider services)
{
    private const int TimeoutMilliseconds = 1_000;

    private readonly Lazy<(TracerProvider? Traces, MeterProvider? Metrics)> _providers = new(() =>
        ((TracerProvider?)services.GetService(typeof(TracerProvider)), (MeterProvider?)services.GetService(typeof(MeterProvider)))
    );

    public void Flush()
    {
        _providers.Value.Traces?.ForceFlush(TimeoutMilliseconds);
        _providers.Value.Metrics?.ForceFlush(TimeoutMilliseconds);
    }
}
