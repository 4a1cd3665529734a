using System.Numerics.Tensors;
using Serverless.Core.Preprocessing;

namespace Serverless.Core.Inference;

/// <summary>
/// A quality model that embeds pictures and texts for themselves and compares them: CLIP or SigLIP, as one graph (<c>model</c>) or two
/// (<c>vision_model</c>, <c>text_model</c>).
/// </summary>
internal sealed class EmbeddingMatchModel : MatchModel
{
    /// <summary>CLIPScore (Hessel et al. 2021): 2.5 times the cosine, none below 0; capped at 1 here.</summary>
    private const double ClipScoreWeight = 2.5;

    /// <summary>Not calibrated: about where texts of other pictures lie.</summary>
    private const double ClipRefusal = 0.4,
        SiglipRefusal = 0.001;

    private readonly EmbeddingMatchConfig _config;
    private readonly IEmbeddingGraphs _graphs;

    /// <exception cref="InvalidDataException">A file is missing or damaged, or a graph differs from what is expected.</exception>
    public EmbeddingMatchModel(string folder, GraphSessions sessions)
        : base(folder, sessions)
    {
        var path = Path.Combine(folder, "config.json");
        _config = EmbeddingMatchConfig.Read(path);
        _graphs = Open(folder, sessions);
        MaxTokens = Math.Min(_config.MaxTokens, _graphs.TextLength ?? _config.MaxTokens);
        if (_graphs is SplitEmbeddingGraphs && _config.LogitScale is null)
            throw new InvalidDataException($"{path}: logit_scale and logit_bias are missing, which only model.onnx holds by itself.");
    }

    public override MatchTextForm TextForm => _config.IsSigmoid ? MatchTextForm.WordsOnly : MatchTextForm.AsWritten;

    public override int MaxTokens { get; }

    public override double? UncalibratedRefusal => _config.IsSigmoid ? SiglipRefusal : ClipRefusal;

    public override IReadOnlyList<Match> Score(
        IReadOnlyList<PixelTensor> pixels,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    )
    {
        using var pictures = PixelBatch.Create(pixels);
        var compare = _graphs.Look(pictures, cancellationToken);
        return pixels.Count > 1 ? Run(texts) : InRuns(texts, Run);

        Match[] Run(IReadOnlyList<IReadOnlyList<int>> batch)
        {
            using var tokens = Pad(batch);
            var pairs = compare(tokens);
            return [.. batch.Select((_, text) => MatchOf(pairs, pixels.Count > 1 ? text : 0, text, batch.Count))];
        }
    }

    /// <summary>SigLIP learned texts of full length alone; CLIP looks back from the end token only, whatever stands behind it.</summary>
    internal TokenBatch Pad(IReadOnlyList<IReadOnlyList<int>> texts) =>
        TokenBatch.Create(texts, _config.PadId, _config.IsSigmoid ? MaxTokens : _graphs.TextLength ?? 0);

    private IEmbeddingGraphs Open(string folder, GraphSessions sessions)
    {
        if (ModelFiles.Find(folder, "model") is [var joint])
            return new JointEmbeddingGraph(sessions.Open(joint), Profile);
        return ModelFiles.Find(folder, "vision_model", "text_model") is [var vision, var text]
            ? new SplitEmbeddingGraphs(sessions.Open(vision), sessions.Open(text), Profile)
            : throw new InvalidDataException($"{folder}: neither model nor vision_model with text_model is there.");
    }

    private Match MatchOf(EmbeddedPairs pairs, int picture, int text, int texts)
    {
        var cosine = TensorPrimitives.CosineSimilarity(
            pairs.Pictures.AsSpan(picture * pairs.Width, pairs.Width),
            pairs.Texts.AsSpan(text * pairs.Width, pairs.Width)
        );
        var logit = pairs.Logits?[(picture * texts) + text] ?? ((_config.LogitScale!.Value * cosine) + _config.LogitBias);
        var match = new Match(logit, [cosine]);
        return _config.IsSigmoid ? match : match with { Fit = Math.Min(1, ClipScoreWeight * Math.Max(cosine, 0)) };
    }
}
