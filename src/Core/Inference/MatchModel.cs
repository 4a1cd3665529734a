using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// A model that scores whether a text fits a picture (config <c>model_type</c> "image-text-matching"). Safe for use by several threads.
/// </summary>
public sealed class MatchModel : IDisposable
{
    private const int MaxTextsPerRun = 128; // a picture is looked at once for so many texts about it

    private readonly GraphSessions _sessions;
    private readonly GraphSession _graph;
    private readonly int _padId;

    private MatchModel(string folder, GraphSessions sessions)
    {
        _sessions = sessions;
        var path = Path.Combine(folder, "config.json");
        using var document = JsonFile.Open(path);
        var kind = JsonFile.GetString(document.RootElement, "model_type");
        if (kind != "image-text-matching")
            throw new InvalidDataException($"{path}: model_type '{kind}' is not supported; 'image-text-matching' is.");
        MaxTokens =
            JsonFile.GetInt32(document.RootElement, "max_position_embeddings")
            ?? throw new InvalidDataException($"{path}: max_position_embeddings is missing.");
        _padId =
            JsonFile.GetInt32(document.RootElement, "pad_token_id") ?? throw new InvalidDataException($"{path}: pad_token_id is missing.");
        Profile = PreprocessProfileFile.Read(Path.Combine(folder, "preprocessor_config.json"));
        _graph = sessions.Open(ModelFiles.GetPath(folder, "model"));
        _graph.ExpectInput("pixel_values", TensorElementType.Float, -1, 3, Profile.Height, Profile.Width);
        _graph.ExpectInput("input_ids", TensorElementType.Int64, -1, -1);
        _graph.ExpectInput("attention_mask", TensorElementType.Int64, -1, -1);
        _graph.ExpectOutput("logits", TensorElementType.Float, -1, 1);
        _graph.ExpectOutput("features", TensorElementType.Float, -1, -1);
    }

    /// <summary>What the model takes.</summary>
    public PreprocessProfile Profile { get; }

    /// <summary>Most tokens of a text.</summary>
    public int MaxTokens { get; }

    /// <summary>Loads and verifies a model.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="settings">How to run it.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or the graph differs from what is expected.</exception>
    public static MatchModel Load(string folder, RuntimeSettings settings) => Load(folder, new GraphSessions(settings));

    internal static MatchModel Load(string folder, GraphSessions sessions) =>
        sessions.DisposeOnFailure(owned => new MatchModel(folder, owned));

    /// <summary>Scores texts against one picture, or each against its own picture.</summary>
    /// <param name="pixels">The picture of all texts, or [texts] pictures.</param>
    /// <param name="texts">Token ids with frame, each of at most <see cref="MaxTokens"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[texts] the verdict before any calibration, and what it was made from.</returns>
    public IReadOnlyList<Match> Score(
        IReadOnlyList<PixelTensor> pixels,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    )
    {
        if (pixels.Count > 1 || texts.Count <= MaxTextsPerRun)
            return ScoreBatch(pixels, texts, cancellationToken);
        var result = new Match[texts.Count];
        foreach (var rows in TextBatches.Of(texts, _ => MaxTextsPerRun))
        {
            var scores = ScoreBatch(pixels, [.. rows.Select(row => texts[row])], cancellationToken);
            for (var i = 0; i < rows.Length; i++)
                result[rows[i]] = scores[i];
        }

        return result;
    }

    private Match[] ScoreBatch(
        IReadOnlyList<PixelTensor> pixels,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    )
    {
        var length = texts.Max(text => text.Count);
        var ids = new long[texts.Count * length];
        var mask = new long[ids.Length];
        Array.Fill(ids, _padId);
        for (var row = 0; row < texts.Count; row++)
        {
            for (var i = 0; i < texts[row].Count; i++)
                (ids[(row * length) + i], mask[(row * length) + i]) = (texts[row][i], 1);
        }

        using var pictures = PixelBatch.Create(pixels);
        using var tokenIds = OrtValue.CreateTensorValueFromMemory(ids, [texts.Count, length]);
        using var counts = OrtValue.CreateTensorValueFromMemory(mask, [texts.Count, length]);
        var outputs = _graph.Run(
            ["pixel_values", "input_ids", "attention_mask"],
            [pictures, tokenIds, counts],
            ["logits", "features"],
            cancellationToken
        );
        try
        {
            var logits = outputs[0].GetTensorDataAsSpan<float>();
            var features = outputs[1].GetTensorDataAsSpan<float>();
            var width = features.Length / texts.Count;
            var matches = new Match[texts.Count];
            for (var row = 0; row < texts.Count; row++)
                matches[row] = new Match(logits[row], features.Slice(row * width, width).ToArray());
            return matches;
        }
        finally
        {
            RuntimeMemory.DisposeAll(outputs);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sessions.Dispose();
}

/// <summary>How well one text fits.</summary>
/// <param name="Logit">Above 0: rather yes. Not calibrated.</param>
/// <param name="Features">[width] what the last two layers see.</param>
public sealed record Match(float Logit, IReadOnlyList<float> Features);
