using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Preprocessing;

namespace Serverless.Benchmarks.Archives;

/// <summary>A picture as the floor takes it: nothing is left to do but run sessions.</summary>
/// <param name="Pixels">Ready for all models, which take the same size.</param>
/// <param name="Tokens">What was generated: the floor takes as many steps.</param>
/// <param name="Steps">Steps until the picture's last beam was finished.</param>
/// <param name="MatcherIds">The words as the quality model takes them.</param>
internal sealed record PreparedInput(PixelTensor Pixels, int[] Tokens, int Steps, IReadOnlyList<int> MatcherIds);

/// <summary>Bare sessions on batches of ready tensors: no files, no decoding, no search, no words, no results.</summary>
internal static class RawBatchLoop
{
    /// <summary>The vision model and the decoder: what it takes to write the words at all.</summary>
    public static void GenerateText(LoadedModels models, IReadOnlyList<PreparedInput> batch, int beams)
    {
        using var outputs = models.Vision!.Run([.. batch.Select(picture => picture.Pixels)], default);
        GenerateText(models.Captioner, outputs.Hidden, batch, beams);
    }

    /// <summary>Those, and the sessions that judge the words: every run that an archive's picture needs.</summary>
    public static void RunAll(LoadedModels models, IReadOnlyList<PreparedInput> batch, int beams)
    {
        using var outputs = models.Vision!.Run([.. batch.Select(picture => picture.Pixels)], default);
        GenerateText(models.Captioner, outputs.Hidden, batch, beams);
        models.Captioner.LogProbabilities(null, [.. batch.Select(picture => (IReadOnlyList<int>)picture.Tokens)], default);
        models.Matcher!.Score(outputs.MatchState, [.. batch.Select(picture => picture.MatcherIds)], default);
    }

    private static void GenerateText(CaptionModel model, EncodedPictures encoded, IReadOnlyList<PreparedInput> batch, int beams)
    {
        var (graphs, config) = (model.Graphs, model.Graphs.Config);
        using var first = OrtValue.CreateTensorValueFromMemory(
            batch.Select(picture => (long)picture.Tokens[0]).ToArray(),
            [batch.Count, 1]
        );
        var outputs = graphs.First.Run(first, encoded.Hidden, [], config, default);
        outputs[0].Dispose();
        int[] alive = [.. Enumerable.Range(0, batch.Count)];
        var rows = alive.SelectMany(picture => Enumerable.Repeat(picture, beams)).ToArray();
        var self = Gather([.. outputs.Skip(1).Take(graphs.Cache.Self.Count)], rows);
        var cross = Gather([.. outputs.Skip(1 + graphs.Cache.Self.Count)], rows);
        for (var step = 1; step < batch.Max(picture => picture.Steps); step++)
        {
            var still = Enumerable.Range(0, alive.Length).Where(i => batch[alive[i]].Steps > step).ToArray();
            if (still.Length < alive.Length)
            {
                var kept = still.SelectMany(i => Enumerable.Range(i * beams, beams)).ToArray();
                (self, cross, alive) = (Gather(self, kept), Gather(cross, kept), [.. still.Select(i => alive[i])]);
            }

            using var ids = OrtValue.CreateTensorValueFromMemory(
                alive
                    .SelectMany(picture =>
                        Enumerable.Repeat((long)batch[picture].Tokens[Math.Min(step, batch[picture].Tokens.Length - 1)], beams)
                    )
                    .ToArray(),
                [alive.Length * beams, 1]
            );
            outputs = graphs.Later.Run(ids, encoded.Hidden, [.. self, .. cross], config, default);
            outputs[0].Dispose();
            RuntimeMemory.DisposeAll(self);
            self = [.. outputs.Skip(1)];
        }

        RuntimeMemory.DisposeAll(self);
        RuntimeMemory.DisposeAll(cross);
    }

    private static OrtValue[] Gather(OrtValue[] values, int[] rows) =>
        Array.ConvertAll(
            values,
            value =>
            {
                using (value)
                    return RuntimeMemory.Gather(value, rows);
            }
        );
}
