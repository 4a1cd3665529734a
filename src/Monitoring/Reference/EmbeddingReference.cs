using System.Numerics.Tensors;

namespace Serverless.Monitoring.Reference;

/// <summary>Where the embeddings of usual pictures lie: their mean, and the axes along which they differ most.</summary>
/// <param name="Mean">[width].</param>
/// <param name="Axes">[axes][width] of unit length, the widest first.</param>
/// <param name="Scales">[axes] standard deviations of the projections.</param>
/// <param name="NormMean">Mean of the lengths.</param>
/// <param name="NormScale">Standard deviation of the lengths.</param>
public sealed record EmbeddingReference(
    IReadOnlyList<float> Mean,
    IReadOnlyList<IReadOnlyList<float>> Axes,
    IReadOnlyList<double> Scales,
    double NormMean,
    double NormScale
)
{
    private readonly float[] _mean = [.. Mean];
    private readonly float[][] _axes = [.. Axes.Select(axis => axis.ToArray())];

    /// <summary>Numbers of an embedding.</summary>
    public int Width => Mean.Count;

    /// <summary>The length of an embedding: standard deviations from the mean length.</summary>
    /// <param name="state">[width].</param>
    public double NormOf(IReadOnlyList<float> state) => (TensorPrimitives.Norm(ToArray(state)) - NormMean) / NormScale;

    /// <summary>Where an embedding lies along an axis: standard deviations from the mean.</summary>
    /// <param name="state">[width].</param>
    /// <param name="axis">Which, from 0.</param>
    public double Project(IReadOnlyList<float> state, int axis)
    {
        var centred = new float[Width];
        TensorPrimitives.Subtract(ToArray(state), _mean, centred);
        return TensorPrimitives.Dot(centred, _axes[axis]) / Scales[axis];
    }

    /// <summary>Whether sizes agree and every number is one.</summary>
    internal bool IsSound() =>
        Width > 0
        && Axes.Count > 0
        && Axes.Count == Scales.Count
        && Axes.Count <= Counting.TrafficStatistics.Projections
        && Axes.All(axis => axis.Count == Width && axis.All(float.IsFinite))
        && Mean.All(float.IsFinite)
        && Scales.Append(NormScale).All(scale => double.IsFinite(scale) && scale > 0)
        && double.IsFinite(NormMean);

    private static float[] ToArray(IReadOnlyList<float> state) => state as float[] ?? [.. state];
}
