using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Serverless.Core.Service;

namespace Serverless.Core.Tests.Service;

/// <summary>What is measured while it lives.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentBag<(string Name, string Tag, double Value)> _all = [];
    private readonly ConcurrentDictionary<string, double> _latest = [];

    public Measured()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CaptionTelemetry.SourceName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The values of an instrument, with the value of its only attribute.</summary>
    public IReadOnlyList<(string Tag, double Value)> Of(string name) =>
        [.. _all.Where(one => one.Name == name).Select(one => (one.Tag, one.Value))];

    /// <summary>What an observed instrument says now.</summary>
    public double Now(string name)
    {
        _listener.RecordObservableInstruments();
        return _latest[name];
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _all.Add((instrument.Name, tags.Length > 0 ? $"{tags[0].Value}" : "", value));
        _latest[instrument.Name] = value;
    }
}
