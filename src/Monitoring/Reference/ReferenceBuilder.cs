using System.Numerics.Tensors;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Storing;

namespace Serverless.Monitoring.Reference;

/// <summary>Finds the mean, the axes and the deviations along them of points.</summary>
/// <param name="points">[n][width].</param>
/// <param name="count">How many axes.</param>
public delegate (float[] Mean, float[][] Axes, double[] Deviations) AxesOf(IReadOnlyList<IReadOnlyList<float>> points, int count);

/// <summary>Makes references: of captions of usual pictures, or of traffic that was as it should be.</summary>
public static class ReferenceBuilder
{
    /// <summary>Embeddings that axes are worth being found from.</summary>
    public const int MinEmbeddings = 40;

    private const int ScaleDigits = 5;

    /// <summary>
    /// Of captions. Axes are found and words are counted from one half of the pictures; where pictures lie along them, and how surprising
    /// words are, is counted of the other half: so new pictures lie as these do.
    /// </summary>
    /// <param name="captions">The captions, in any order.</param>
    /// <param name="axesOf">Finds axes.</param>
    /// <param name="madeBy">How they were made.</param>
    public static DriftReference Of(IEnumerable<Caption> captions, AxesOf axesOf, string madeBy)
    {
        var sorted = captions.DistinctBy(one => one.Image.Sha256).OrderBy(one => one.Image.Sha256, StringComparer.Ordinal).ToList();
        var first = sorted.Where((_, i) => i % 2 == 0).ToList();
        var vocabulary = new VocabularySketch();
        foreach (var caption in first)
            vocabulary.Add(ScoredText.Words(caption.Text ?? ""));
        var embedding = EmbeddingOf([.. first.Select(one => one.State).OfType<IReadOnlyList<float>>()], axesOf);
        var measured = new DriftReference(madeBy, new TrafficSketch(), embedding, vocabulary);
        var (unmeasured, counter) = (new CaptionCounter(null), new CaptionCounter(measured));
        foreach (var (i, caption) in sorted.Index())
            (i % 2 == 0 ? unmeasured : counter).Count(caption, measured.Sketch);
        return measured;
    }

    /// <summary>Of windows of traffic, with the axes and words of the reference that they were measured by.</summary>
    /// <param name="windows">Windows of one model and measure.</param>
    /// <param name="measuredBy">That reference.</param>
    /// <param name="madeBy">How it was made.</param>
    public static DriftReference Of(IEnumerable<TrafficWindow> windows, DriftReference measuredBy, string madeBy)
    {
        var sketch = new TrafficSketch();
        foreach (var window in windows)
            sketch.Merge(window.Sketch);
        return measuredBy with { Sketch = sketch, MadeBy = madeBy };
    }

    private static EmbeddingReference? EmbeddingOf(List<IReadOnlyList<float>> states, AxesOf axesOf)
    {
        if (states.Count < MinEmbeddings)
            return null;
        var (mean, axes, deviations) = axesOf(states, TrafficStatistics.Projections);
        var norms = states.Select(state => (double)TensorPrimitives.Norm(state.ToArray())).ToList();
        var middle = norms.Average();
        var spread = Math.Sqrt(norms.Average(norm => (norm - middle) * (norm - middle)));
        var embedding = new EmbeddingReference(
            Rounded(mean),
            [.. axes.Select(Rounded)],
            [.. deviations.Select(value => Math.Round(value, ScaleDigits))],
            Math.Round(middle, ScaleDigits),
            Math.Round(spread, ScaleDigits)
        );
        return embedding.IsSound() ? embedding : null;
    }

    /// <summary>More digits would only make the file larger.</summary>
    private static float[] Rounded(float[] values) => [.. values.Select(value => MathF.Round(value, ScaleDigits))];
}
