using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Preprocessing;

namespace Serverless.Benchmarks.Speed;

/// <summary>
/// The same runs of the same sessions on ready tensors, and nothing else: no decoding, no search, no reordering, no words.
/// </summary>
internal static class RawDecodeLoop
{
    /// <summary>Looks at a picture and takes as many decoder steps as the tokens ask for.</summary>
    public static void Run(LoadedModels models, PixelTensor pixels, int[] tokens, int beams)
    {
        using var vision = models.Vision!.Run([pixels], default);
        var (model, encoded) = (models.Captioner, vision.Hidden);
        var (graphs, config) = (model.Graphs, model.Graphs.Config);
        using var first = OrtValue.CreateTensorValueFromMemory([(long)tokens[0]], [1, 1]);
        var outputs = graphs.First.Run(first, encoded.Hidden, [], config, default);
        outputs[0].Dispose();
        var self = outputs.Skip(1).Take(graphs.Cache.Self.Count).ToArray();
        var cross = outputs.Skip(1 + graphs.Cache.Self.Count).ToArray();
        var rows = new int[beams];
        if (beams > 1)
        {
            self = Spread(self, rows);
            cross = Spread(cross, rows);
        }

        foreach (var token in tokens[1..^1])
        {
            using var ids = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat((long)token, beams).ToArray(), [beams, 1]);
            outputs = graphs.Later.Run(ids, encoded.Hidden, [.. self, .. cross], config, default);
            outputs[0].Dispose();
            foreach (var value in self)
                value.Dispose();
            self = [.. outputs.Skip(1)];
        }

        foreach (var value in self.Concat(cross))
            value.Dispose();
    }

    private static OrtValue[] Spread(OrtValue[] values, int[] rows) =>
        Array.ConvertAll(
            values,
            value =>
            {
                using (value)
                    return RuntimeMemory.Gather(value, rows);
            }
        );
}
