using System.Diagnostics.Metrics;
using Serverless.Core.Service;
using Serverless.Updates;

namespace Serverless.Api.Telemetry;

/// <summary>Counts what happens to the models of a host that follows a registry, by the closed list of <see cref="UpdateStep"/>.</summary>
internal static class ModelMeter
{
    private static readonly Meter Meter = new(CaptionTelemetry.SourceName);
    private static readonly Counter<long> Steps = Meter.CreateCounter<long>(
        "caption.model.steps",
        "{step}",
        "What happened to the models that serve or are tried, by kind."
    );

    public static void Count(UpdateStep step) => Steps.Add(1, new KeyValuePair<string, object?>("kind", step.Kind));
}
