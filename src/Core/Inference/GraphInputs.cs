using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Serverless.Core.Inference;

/// <summary>Made-up inputs of a graph: pictures of soft waves, states of noise, ids of frequent tokens, masks that leave nothing
/// out.</summary>
internal static class GraphInputs
{
    private const int Length = 6,
        Ids = 200,
        Waves = 6;

    /// <param name="graph">The graph.</param>
    /// <param name="isLaterStep">Of a merged decoder, whether it continues a cache; a decoder that has nothing else to do always
    /// does.</param>
    /// <param name="picture">Height and width of pictures where the graph leaves them open.</param>
    /// <param name="random">Makes the numbers.</param>
    /// <returns>A value for each input, to be disposed by the caller.</returns>
    /// <exception cref="InvalidDataException">An input is of a type that no graph of model folders takes.</exception>
    public static IReadOnlyDictionary<string, OrtValue> Create(
        GraphSession graph,
        bool isLaterStep,
        (int Height, int Width) picture,
        Random random
    )
    {
        var isStep = graph.HasInput(DecoderGraphs.UseCache) ? isLaterStep : graph.InputNames.Any(IsPast);
        return graph.InputNames.ToDictionary(
            name => name,
            name =>
            {
                var (type, declared) = graph.DeclaredInput(name);
                var shape = declared.Select((size, axis) => size >= 0 ? size : OpenSize(name, axis, declared.Length, isStep, picture));
                return Create(name, type, [.. shape], isStep, random) ?? throw Unknown(graph, name, type);
            },
            StringComparer.Ordinal
        );
    }

    private static bool IsPast(string name) => name.StartsWith("past_key_values.", StringComparison.Ordinal);

    private static InvalidDataException Unknown(GraphSession graph, string name, TensorElementType type) =>
        new($"{graph.Path}: no {type} is made up for the input '{name}'.");

    private static OrtValue? Create(string name, TensorElementType type, long[] shape, bool isStep, Random random)
    {
        var count = (int)shape.Aggregate(1L, (product, size) => product * size);
        return type switch
        {
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(Numbers(shape, count, random), shape),
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Tokens(name, count, random), shape),
            TensorElementType.Bool => OrtValue.CreateTensorValueFromMemory([.. Enumerable.Repeat(isStep, count)], shape),
            _ => null,
        };
    }

    /// <summary>A batch of one; a first step has no cache, a later one takes one token.</summary>
    private static long OpenSize(string name, int axis, int rank, bool isStep, (int Height, int Width) picture) =>
        axis == 0 ? 1
        : IsPast(name) ? (isStep ? Length : 0)
        : rank == 4
            ? (
                axis == 1 ? 3
                : axis == 2 ? picture.Height
                : picture.Width
            )
        : isStep && axis == 1 && IsOfTokens(name) ? 1
        : Length;

    private static bool IsOfTokens(string name) => name is "input_ids" or "inputs_embeds";

    private static float[] Numbers(long[] shape, int count, Random random) =>
        shape is [_, 3, var height, var width]
            ? Picture((int)height, (int)width, random)
            : [.. Enumerable.Range(0, count).Select(_ => (float)Normal(random))];

    private static float[] Picture(int height, int width, Random random)
    {
        var values = new float[3 * height * width];
        for (var wave = 0; wave < 3 * Waves; wave++)
        {
            var (across, down, phase) = (random.NextDouble() * 12, random.NextDouble() * 12, random.NextDouble() * Math.Tau);
            for (var i = 0; i < height * width; i++)
            {
                var angle = (across * (i % width) / width) + (down * (i / width) / height);
                values[(wave % 3 * height * width) + i] += (float)(0.4 * Math.Sin((Math.Tau * angle) + phase));
            }
        }

        return values;
    }

    private static long[] Tokens(string name, int count, Random random)
    {
        var isMask = name.Contains("mask", StringComparison.Ordinal);
        return [.. Enumerable.Range(0, count).Select(_ => isMask ? 1 : random.NextInt64(Ids))];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
