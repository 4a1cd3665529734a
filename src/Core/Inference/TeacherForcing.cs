using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Generation;

namespace Serverless.Core.Inference;

/// <summary>
/// Runs whole texts through the decoder at once. Attention looks back only, so shorter texts are padded behind their end at no effect.
/// </summary>
internal static class TeacherForcing
{
    /// <summary>Numbers in the logits of one run, 32 MiB of them: what many texts take together must not grow with their number.</summary>
    private const int MaxLogits = 8 << 20;

    public static IReadOnlyList<float[]> Score(
        DecoderGraphs graphs,
        EncodedPictures picture,
        IReadOnlyList<IReadOnlyList<int>> sequences,
        CancellationToken cancellationToken
    )
    {
        if (picture.Count != 1)
            throw new ArgumentException("Words are scored against one picture.", nameof(picture));
        var result = new float[sequences.Count][];
        foreach (var rows in TextBatches.Of(sequences, length => MaxLogits / (length * graphs.Config.VocabularySize)))
        {
            var scored = ScoreBatch(graphs, picture, [.. rows.Select(row => sequences[row])], cancellationToken);
            for (var i = 0; i < rows.Length; i++)
                result[rows[i]] = scored[i];
        }

        return result;
    }

    private static float[][] ScoreBatch(
        DecoderGraphs graphs,
        EncodedPictures picture,
        IReadOnlyList<IReadOnlyList<int>> sequences,
        CancellationToken cancellationToken
    )
    {
        var length = sequences.Max(sequence => sequence.Count) - 1;
        var ids = new long[sequences.Count * length];
        for (var row = 0; row < sequences.Count; row++)
        {
            for (var i = 0; i < sequences[row].Count - 1; i++)
                ids[(row * length) + i] = sequences[row][i];
        }

        using var input = OrtValue.CreateTensorValueFromMemory(ids, [sequences.Count, length]);
        using var spread = sequences.Count > 1 ? RuntimeMemory.Gather(picture.Hidden, new int[sequences.Count]) : null;
        var outputs = graphs.First.Run(input, spread ?? picture.Hidden, [], graphs.Config, cancellationToken);
        try
        {
            return Read(outputs[0].GetTensorDataAsSpan<float>(), graphs.Config.VocabularySize, length, sequences);
        }
        finally
        {
            RuntimeMemory.DisposeAll(outputs);
        }
    }

    /// <param name="logits">[sequences, length, vocabulary].</param>
    private static float[][] Read(ReadOnlySpan<float> logits, int vocabulary, int length, IReadOnlyList<IReadOnlyList<int>> sequences)
    {
        var scratch = new float[vocabulary];
        var result = new float[sequences.Count][];
        for (var row = 0; row < sequences.Count; row++)
        {
            result[row] = new float[sequences[row].Count - 1];
            for (var i = 0; i < result[row].Length; i++)
            {
                var scores = logits.Slice(((row * length) + i) * vocabulary, vocabulary);
                result[row][i] = scores[sequences[row][i + 1]] - LogSoftmax.Normalizer(scores, scratch);
            }
        }

        return result;
    }
}
