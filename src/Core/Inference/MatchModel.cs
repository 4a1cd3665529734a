using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// A model that scores whether a text fits a picture (config <c>model_type</c> "image-text-matching"): one graph that takes pixels, or its
/// text part alone beside a joint vision model, which takes the match state that model gives. Safe for use by several threads.
/// </summary>
public sealed class MatchModel : IDisposable
{
    private const int MaxTextsPerRun = 128; // a picture is looked at once for so many texts about it

    private readonly GraphSessions _sessions;
    private readonly GraphSession _graph;
    private readonly string _input;
    private readonly int _padId;

    private MatchModel(string folder, string? visionFolder, GraphSessions sessions)
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
        TakesMatchState = visionFolder is not null;
        if (visionFolder is null)
        {
            _input = "pixel_values";
            _graph = sessions.Open(ModelFiles.GetPath(folder, "model"));
            _graph.ExpectInput(_input, TensorElementType.Float, -1, 3, Profile.Height, Profile.Width);
        }
        else
        {
            _input = VisionModel.MatchState;
            _graph = sessions.Open(ModelFiles.GetPath(visionFolder, "matcher_model"));
            _graph.ExpectInput(_input, TensorElementType.Float, -1, -1, -1);
        }

        _graph.ExpectInput("input_ids", TensorElementType.Int64, -1, -1);
        _graph.ExpectInput("attention_mask", TensorElementType.Int64, -1, -1);
        _graph.ExpectOutput("logits", TensorElementType.Float, -1, 1);
        _graph.ExpectOutput("features", TensorElementType.Float, -1, -1);
    }

    /// <summary>What the model takes.</summary>
    public PreprocessProfile Profile { get; }

    /// <summary>Whether it takes the match state of a joint vision model in place of pixels.</summary>
    public bool TakesMatchState { get; }

    /// <summary>Most tokens of a text.</summary>
    public int MaxTokens { get; }

    /// <summary>Loads and verifies a model.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <param name="settings">How to run it.</param>
    /// <param name="visionFolder">The joint vision model that stands for its image part; null where the model has all of it.</param>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or the graph differs from what is expected.</exception>
    public static MatchModel Load(string folder, RuntimeSettings settings, string? visionFolder = null) =>
        Load(folder, new GraphSessions(settings), visionFolder);

    internal static MatchModel Load(string folder, GraphSessions sessions, string? visionFolder = null) =>
        sessions.DisposeOnFailure(owned => new MatchModel(folder, visionFolder, owned));

    /// <summary>Scores texts against one picture, or each against its own picture.</summary>
    /// <param name="pixels">The picture of all texts, or [texts] pictures.</param>
    /// <param name="texts">Token ids with frame, each of at most <see cref="MaxTokens"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[texts] the verdict before any calibration, and what it was made from.</returns>
    /// <exception cref="InvalidOperationException"><see cref="TakesMatchState"/> is true.</exception>
    public IReadOnlyList<Match> Score(
        IReadOnlyList<PixelTensor> pixels,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    )
    {
        if (TakesMatchState)
            throw new InvalidOperationException("This quality model was loaded without its image part.");
        using var pictures = PixelBatch.Create(pixels);
        return Score(pictures, pixels.Count, texts, cancellationToken);
    }

    /// <summary>Scores texts against one picture, or each against its own picture, which a joint vision model has looked at.</summary>
    /// <param name="states">Match states: the picture of all texts, or [texts] pictures.</param>
    /// <param name="texts">Token ids with frame, each of at most <see cref="MaxTokens"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[texts] as of pixels.</returns>
    /// <exception cref="InvalidOperationException"><see cref="TakesMatchState"/> is false.</exception>
    public IReadOnlyList<Match> Score(
        EncodedPictures states,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    ) =>
        TakesMatchState
            ? Score(states.Hidden, states.Count, texts, cancellationToken)
            : throw new InvalidOperationException("This quality model takes pixels.");

    /// <summary>Holds its input against the match state of a joint vision model.</summary>
    /// <exception cref="InvalidDataException">The sizes differ.</exception>
    internal void ExpectMatchState(ReadOnlySpan<int> shape) => _graph.ExpectInput(_input, TensorElementType.Float, shape);

    /// <param name="pictures">[1 or texts, …], what the graph takes.</param>
    /// <param name="count">How many pictures.</param>
    private Match[] Score(OrtValue pictures, int count, IReadOnlyList<IReadOnlyList<int>> texts, CancellationToken cancellationToken)
    {
        if (count > 1 || texts.Count <= MaxTextsPerRun)
            return ScoreBatch(pictures, texts, cancellationToken);
        var result = new Match[texts.Count];
        foreach (var rows in TextBatches.Of(texts, _ => MaxTextsPerRun))
        {
            var scores = ScoreBatch(pictures, [.. rows.Select(row => texts[row])], cancellationToken);
            for (var i = 0; i < rows.Length; i++)
                result[rows[i]] = scores[i];
        }

        return result;
    }

    private Match[] ScoreBatch(OrtValue pictures, IReadOnlyList<IReadOnlyList<int>> texts, CancellationToken cancellationToken)
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

        using var tokenIds = OrtValue.CreateTensorValueFromMemory(ids, [texts.Count, length]);
        using var counts = OrtValue.CreateTensorValueFromMemory(mask, [texts.Count, length]);
        var outputs = _graph.Run(
            [_input, "input_ids", "attention_mask"],
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
