using System.Diagnostics.Metrics;
using Serverless.Api.Telemetry;
using Serverless.Updates;

namespace Serverless.Api.Tests.Telemetry;

public sealed class ModelMeterTests
{
    [Fact]
    public void What_happens_to_models_is_counted_by_its_kind_alone()
    {
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "caption.model.steps")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, count, tags, _) =>
            {
                var text = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
                lock (seen)
                    seen.Add($"{count} {text}");
            }
        );
        listener.Start();
        ModelMeter.Count(new UpdateStep(UpdateStep.Refused, "1.2.0", "sha256:1", "fail", "signature_missing", false));
        lock (seen)
            Assert.Contains("1 kind=refused", seen);
    }
}
