using Serverless.Core.Pipeline;
using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Reference;

namespace Serverless.Monitoring.Storing;

/// <summary>What is being counted of one model.</summary>
internal sealed class ModelTraffic(ModelIdentity model, DriftReference? reference)
{
    public CaptionCounter Counter { get; } = new(reference);

    public TrafficSketch Sketch { get; private set; } = new();

    /// <summary>A reference that cannot be read costs what rests on it, and no more.</summary>
    public static ModelTraffic Of(ModelIdentity model, Func<ModelIdentity, DriftReference?> referenceOf, Action<string> warn)
    {
        try
        {
            return new ModelTraffic(model, referenceOf(model));
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            warn(error.Message);
            return new ModelTraffic(model, null);
        }
    }

    /// <summary>What was counted; from now on counted anew.</summary>
    public CountedTraffic Take()
    {
        var counted = new CountedTraffic(model, reference?.Measure, Sketch);
        Sketch = new TrafficSketch();
        return counted;
    }
}

/// <summary>What was counted of one model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Measure"><see cref="DriftReference.Measure"/>.</param>
/// <param name="Sketch">What was counted; not changed any more.</param>
internal sealed record CountedTraffic(ModelIdentity Model, string? Measure, TrafficSketch Sketch)
{
    /// <exception cref="IOException">The model's files are gone, and its digest was never worked out.</exception>
    public ModelTrafficDocument ToDocument() => new(Model.Name, Model.Version, Model.Digest, Measure, Sketch.ToDocument());
}
