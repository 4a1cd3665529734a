using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>Which values a decoder graph takes, and in which order, worked out once.</summary>
internal sealed class DecoderPlan
{
    private readonly bool _isFirst;
    private readonly CacheNames _cache;
    private readonly ITokenInput _tokens;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly HashSet<string> _caches;

    public DecoderPlan(GraphSession graph, CacheNames cache, ITokenInput tokens, bool isFirst)
    {
        Graph = graph;
        _cache = cache;
        _tokens = tokens;
        _isFirst = isFirst;
        TakesHidden = graph.HasInput(DecoderGraphs.Hidden);
        TakesMask = graph.HasInput(DecoderGraphs.Mask);
        IsMerged = graph.HasInput(DecoderGraphs.UseCache);
        TakesPast = IsMerged || !isFirst;
        _inputNames =
        [
            tokens.Name,
            .. TakesHidden ? [DecoderGraphs.Hidden] : Array.Empty<string>(),
            .. TakesMask ? [DecoderGraphs.Mask] : Array.Empty<string>(),
            .. TakesPast ? cache.Self.Concat(cache.Cross).Select(CacheNames.Past) : [],
            .. IsMerged ? [DecoderGraphs.UseCache] : Array.Empty<string>(),
        ];
        // A merged graph gives back empty cross caches in later steps: they are not requested.
        _outputNames = [DecoderGraphs.Logits, .. (isFirst ? cache.Self.Concat(cache.Cross) : cache.Self).Select(CacheNames.Present)];
        _caches = [.. _outputNames.Skip(1)];
    }

    public GraphSession Graph { get; }

    public bool TakesHidden { get; }

    public bool TakesMask { get; }

    public bool TakesPast { get; }

    public bool IsMerged { get; }

    /// <summary>Runs one step.</summary>
    /// <param name="ids">[rows, length] int64.</param>
    /// <param name="hidden">[rows, picture tokens, width].</param>
    /// <param name="past">Self entries then cross entries, or empty in a first step.</param>
    /// <param name="config">Sizes of the empty caches a merged graph wants at first.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>Logits, then the caches; the caller disposes each.</returns>
    public IReadOnlyList<OrtValue> Run(
        OrtValue ids,
        OrtValue hidden,
        IReadOnlyList<OrtValue> past,
        CaptionerConfig config,
        CancellationToken cancellationToken
    )
    {
        var own = new List<OrtValue>();
        var inputs = new List<OrtValue>(_inputNames.Length);
        OrtValue Own(OrtValue value)
        {
            own.Add(value);
            return value;
        }

        try
        {
            inputs.Add(_tokens.Embed(ids, cancellationToken) is { } embedded ? Own(embedded) : ids);
            if (TakesHidden)
                inputs.Add(hidden);
            if (TakesMask)
                inputs.Add(Own(RuntimeMemory.OnesFor(hidden))); // every picture token counts
            if (TakesPast && _isFirst)
            {
                var empty = Own(RuntimeMemory.Empty(ids.GetTensorTypeAndShape().Shape[0], config.Heads, 0, config.HeadWidth));
                for (var i = 0; i < _cache.Self.Count + _cache.Cross.Count; i++)
                    inputs.Add(empty);
            }
            else if (TakesPast)
            {
                inputs.AddRange(past);
            }

            if (IsMerged)
                inputs.Add(Own(OrtValue.CreateTensorValueFromMemory([!_isFirst], [1])));
            return Graph.Run(_inputNames, inputs, _outputNames, cancellationToken, _caches);
        }
        finally
        {
            RuntimeMemory.DisposeAll(own);
        }
    }
}
