using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>
/// Holds two forms of one graph against each other: both run over the same made-up inputs, of sizes that the graphs of model folders take.
/// For packagers that make another form; nothing that serves uses it.
/// </summary>
internal static class GraphComparison
{
    private const int Runs = 4;

    /// <summary>The cosine of the output that differs most, over some runs together.</summary>
    /// <param name="exact">Path of one form.</param>
    /// <param name="other">Path of the other, with the same inputs.</param>
    /// <param name="picture">Height and width of pictures where the graph leaves them open.</param>
    /// <param name="random">Makes the inputs.</param>
    /// <returns>1 where all outputs are equal.</returns>
    /// <exception cref="InvalidDataException">A file is no graph that the runtime takes, or one that takes other inputs than are made
    /// up here.</exception>
    public static double LeastCosine(string exact, string other, (int Height, int Width) picture, Random random)
    {
        using var one = GraphSession.Load(exact, RuntimeSettings.Default);
        using var two = GraphSession.Load(other, RuntimeSettings.Default);
        var names = one.OutputNames.ToList();
        var (found, expected) = (Lists(names), Lists(names));
        try
        {
            for (var run = 0; run < Runs; run++)
            {
                var inputs = GraphInputs.Create(one, isLaterStep: run % 2 == 1, picture, random);
                Add(one, inputs, names, expected);
                Add(two, inputs, names, found);
                RuntimeMemory.DisposeAll(inputs.Values);
            }
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidDataException($"{exact} takes other inputs than are made up here: {error.Message}", error);
        }

        return expected.Zip(found, Cosine).Min();
    }

    private static List<List<float>> Lists(List<string> names) => names.ConvertAll(_ => new List<float>());

    private static void Add(GraphSession graph, IReadOnlyDictionary<string, OrtValue> inputs, List<string> names, List<List<float>> all)
    {
        var outputs = graph.Run([.. inputs.Keys], [.. inputs.Values], names, CancellationToken.None);
        for (var i = 0; i < names.Count; i++)
        {
            if (outputs[i].GetTensorTypeAndShape().ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float)
                all[i].AddRange(outputs[i].GetTensorDataAsSpan<float>());
        }

        RuntimeMemory.DisposeAll(outputs);
    }

    private static double Cosine(List<float> expected, List<float> found)
    {
        if (expected.SequenceEqual(found))
            return 1;
        var cosine = expected.Count == found.Count ? TensorPrimitives.CosineSimilarity<float>([.. expected], [.. found]) : 0;
        return float.IsFinite(cosine) ? cosine : 0;
    }
}
