using Microsoft.ML.OnnxRuntime.Tensors;

namespace Serverless.Core.Inference;

/// <summary>
/// The decoder's graphs, verified against the configuration: <c>decoder_model</c> for the first step and <c>decoder_with_past_model</c>
/// for the later ones, or <c>decoder_model_merged</c> for both.
/// </summary>
internal sealed class DecoderGraphs
{
    /// <summary>Names of the exports; caches have <see cref="CacheNames"/>.</summary>
    public const string Hidden = "encoder_hidden_states",
        Mask = "encoder_attention_mask",
        UseCache = "use_cache_branch",
        Logits = "logits";

    private DecoderGraphs(GraphSession first, GraphSession later, CaptionerConfig config, ITokenInput tokens, RowGather rows)
    {
        Rows = rows;
        Config = config;
        Tokens = tokens;
        Cache = CacheNames.Of(first, config.Layers);
        First = new DecoderPlan(first, Cache, tokens, isFirst: true);
        Later = new DecoderPlan(later, Cache, tokens, isFirst: false);
    }

    public CaptionerConfig Config { get; }

    /// <summary>How it takes tokens.</summary>
    public ITokenInput Tokens { get; }

    public CacheNames Cache { get; }

    /// <summary>Reorders its caches.</summary>
    public RowGather Rows { get; }

    public DecoderPlan First { get; }

    public DecoderPlan Later { get; }

    /// <param name="folder">The model's folder.</param>
    /// <param name="config">What the graphs are held against.</param>
    /// <param name="tokens">How it takes tokens.</param>
    /// <param name="sessions">Owns the sessions.</param>
    /// <exception cref="InvalidDataException">Graphs are missing, or differ from the configuration.</exception>
    public static DecoderGraphs Load(string folder, CaptionerConfig config, ITokenInput tokens, GraphSessions sessions)
    {
        if (ModelFiles.Find(folder, "decoder_model", "decoder_with_past_model") is [var firstPath, var laterPath])
        {
            return Verified(sessions.Open(firstPath), sessions.Open(laterPath), config, tokens, sessions.OpenRowGather());
        }

        if (ModelFiles.Find(folder, "decoder_model_merged") is [var mergedPath])
        {
            var merged = sessions.Open(mergedPath);
            return Verified(merged, merged, config, tokens, sessions.OpenRowGather());
        }

        throw new InvalidDataException($"{folder}: neither decoder_model with decoder_with_past_model nor decoder_model_merged is there.");
    }

    private static DecoderGraphs Verified(
        GraphSession first,
        GraphSession later,
        CaptionerConfig config,
        ITokenInput tokens,
        RowGather rows
    )
    {
        var graphs = new DecoderGraphs(first, later, config, tokens, rows);
        graphs.Verify(first, isFirst: true);
        if (later != first)
            graphs.Verify(later, isFirst: false);
        return graphs;
    }

    private void Verify(GraphSession graph, bool isFirst)
    {
        var isMerged = graph.HasInput(UseCache);
        Tokens.Verify(graph);
        if (isFirst || graph.HasInput(Hidden))
            graph.ExpectInput(Hidden, TensorElementType.Float, -1, -1, Config.EncoderWidth);
        if (graph.HasInput(Mask))
            graph.ExpectInput(Mask, TensorElementType.Int64, -1, -1);
        if (isMerged)
            graph.ExpectInput(UseCache, TensorElementType.Bool, -1);
        graph.ExpectOutput(Logits, TensorElementType.Float, -1, -1, Config.VocabularySize);
        var takesPast = isMerged || !isFirst;
        foreach (var entry in Cache.Self.Concat(Cache.Cross))
        {
            if (takesPast)
                graph.ExpectInput(CacheNames.Past(entry), TensorElementType.Float, -1, Config.Heads, -1, Config.HeadWidth);
            if (isFirst || Cache.Self.Contains(entry))
                graph.ExpectOutput(CacheNames.Present(entry), TensorElementType.Float, -1, Config.Heads, -1, Config.HeadWidth);
        }

        graph.ExpectNoInputsBut([Tokens.Name, Hidden, Mask, UseCache, .. Cache.Self.Concat(Cache.Cross).Select(CacheNames.Past)]);
    }
}
