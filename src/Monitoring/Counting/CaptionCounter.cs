using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Monitoring.Reference;
using Serverless.Results.Documents;
using Stats = Serverless.Monitoring.Counting.TrafficStatistics;

namespace Serverless.Monitoring.Counting;

/// <summary>Takes the numbers of captions.</summary>
/// <param name="reference">
/// Gives the axes of the embedding and the common words; null where the model has none, and what rests on them is not counted.
/// </param>
public sealed class CaptionCounter(DriftReference? reference)
{
    private const string None = "none";

    /// <summary>Counts a caption.</summary>
    /// <param name="caption">The caption.</param>
    /// <param name="sketch">Where to.</param>
    public void Count(Caption caption, TrafficSketch sketch)
    {
        CountPicture(caption, sketch);
        CountWords(caption, sketch);
        if (caption.Quality is { } quality)
            sketch.Add(Stats.Score, quality.Score);
        sketch.Add(Stats.Latency, Math.Log10(Math.Max(1, caption.Timings.Total)));
        sketch.Add(Stats.Verdict, DocumentWriter.NameOf(caption.Verdict));
        sketch.Add(Stats.Kind, DocumentWriter.NameOf(caption.Kind));
        sketch.Add(Stats.Source, caption.Text is null ? None : DocumentWriter.NameOf(caption.Source));
        if (caption.Labels is { } labels)
            sketch.Add(Stats.Label, labels is [var first, ..] ? first.Label.Name : None);
        sketch.Add(Stats.Outcome, Stats.Captioned);
    }

    /// <summary>Counts a picture that got no caption.</summary>
    /// <param name="code">The code of the failure.</param>
    /// <param name="sketch">Where to.</param>
    public static void CountFailure(string code, TrafficSketch sketch) => sketch.Add(Stats.Outcome, code);

    private void CountPicture(Caption caption, TrafficSketch sketch)
    {
        if (caption.Statistics is { } pixels)
        {
            sketch.Add(Stats.Brightness, pixels.Brightness / 255);
            sketch.Add(Stats.Contrast, pixels.Contrast / 127.5);
            sketch.Add(Stats.Sharpness, Math.Log10(1 + pixels.Sharpness));
            sketch.Add(Stats.Warmth, pixels.Warmth / 255);
            sketch.Add(Stats.Evenness, pixels.Evenness);
        }

        var (width, height) = ((double)caption.Image.Width, (double)caption.Image.Height);
        sketch.Add(Stats.Size, Math.Log2(width * height));
        sketch.Add(Stats.Aspect, Math.Log2(width / height));
        if (caption.State is not { } state || reference?.Embedding is not { } embedding || embedding.Width != state.Count)
            return;
        sketch.Add(Stats.EmbeddingNorm, embedding.NormOf(state));
        for (var axis = 0; axis < embedding.Axes.Count; axis++)
            sketch.Add(Stats.ProjectionName(axis + 1), embedding.Project(state, axis));
    }

    private void CountWords(Caption caption, TrafficSketch sketch)
    {
        if (caption.Text is not { } text)
            return;
        var words = ScoredText.Words(text);
        sketch.Add(Stats.Words, words.Count);
        sketch.Vocabulary.Add(words);
        if (words.Count > 0 && reference?.Vocabulary is { Total: > 0 } common)
            sketch.Add(Stats.Surprise, common.SurpriseOf(words));
    }
}
