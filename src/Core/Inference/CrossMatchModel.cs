using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// A quality model that looks at picture and text together: one graph that takes pixels, or its text part alone beside a joint vision
/// model, which takes the match state that model gives.
/// </summary>
internal sealed class CrossMatchModel : MatchModel
{
    private readonly GraphSession _graph;
    private readonly string _input;
    private readonly int _padId;

    /// <exception cref="InvalidDataException">A file is missing or damaged, or the graph differs from what is expected.</exception>
    public CrossMatchModel(string folder, string? visionFolder, GraphSessions sessions)
        : base(folder, sessions)
    {
        var path = Path.Combine(folder, "config.json");
        using var document = JsonFile.Open(path);
        MaxTokens = Required(document.RootElement, "max_position_embeddings", path);
        _padId = Required(document.RootElement, "pad_token_id", path);
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

    public override bool TakesMatchState { get; }

    public override MatchTextForm TextForm => MatchTextForm.Scored;

    public override int MaxTokens { get; }

    public override IReadOnlyList<Match> Score(
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

    public override IReadOnlyList<Match> Score(
        EncodedPictures states,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    ) => TakesMatchState ? Score(states.Hidden, states.Count, texts, cancellationToken) : base.Score(states, texts, cancellationToken);

    /// <summary>Holds its input against the match state of a joint vision model.</summary>
    /// <exception cref="InvalidDataException">The sizes differ.</exception>
    public void ExpectMatchState(ReadOnlySpan<int> shape) => _graph.ExpectInput(_input, TensorElementType.Float, shape);

    private static int Required(System.Text.Json.JsonElement config, string name, string path) =>
        JsonFile.GetInt32(config, name) ?? throw new InvalidDataException($"{path}: {name} is missing.");

    /// <param name="pictures">[1 or texts, …], what the graph takes.</param>
    /// <param name="count">How many pictures.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    private Match[] Score(OrtValue pictures, int count, IReadOnlyList<IReadOnlyList<int>> texts, CancellationToken cancellationToken) =>
        count > 1
            ? ScoreBatch(pictures, texts, cancellationToken)
            : InRuns(texts, batch => ScoreBatch(pictures, batch, cancellationToken));

    private Match[] ScoreBatch(OrtValue pictures, IReadOnlyList<IReadOnlyList<int>> texts, CancellationToken cancellationToken)
    {
        using var tokens = TokenBatch.Create(texts, _padId);
        var outputs = _graph.Run(
            [_input, "input_ids", "attention_mask"],
            [pictures, tokens.Ids, tokens.Mask],
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
}
