using Microsoft.ML.OnnxRuntime;
using Serverless.Core.Generation;

namespace Serverless.Core.Inference;

/// <summary>
/// The decoder with its key/value cache, which stays in the runtime's own memory: a step hands the outputs of the step before back as
/// inputs, and rows are reordered memory to memory, only when the parents ask for it.
/// </summary>
internal sealed class CachedDecoder(DecoderGraphs graphs, EncodedPictures pictures) : IDecoderStep, IDisposable
{
    /// <summary>The picture of each row.</summary>
    private int[] _imageIndices = [];

    private OrtValue[] _self = [];

    /// <summary>
    /// Cross caches with a row a picture, and the same spread over the rows; one and the same while each picture has one row.
    /// </summary>
    private OrtValue[] _cross = [];
    private OrtValue[] _crossRows = [];
    private OrtValue? _hiddenRows;
    private OrtValue? _logits;

    public int VocabularySize => graphs.Config.VocabularySize;

    public ReadOnlySpan<float> Extend(ReadOnlySpan<int> tokens, ReadOnlySpan<int> parents, CancellationToken cancellationToken)
    {
        using var ids = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tokens.ToArray(), token => (long)token), [tokens.Length, 1]);
        var outputs = _logits is null ? Start(ids, parents, cancellationToken) : Continue(ids, parents, cancellationToken);
        _logits?.Dispose();
        _logits = outputs[0];
        return _logits.GetTensorDataAsSpan<float>();
    }

    public void Dispose()
    {
        _logits?.Dispose();
        RuntimeMemory.DisposeAll(_self);
        if (_crossRows != _cross)
            RuntimeMemory.DisposeAll(_crossRows);
        RuntimeMemory.DisposeAll(_cross);
        if (_hiddenRows != pictures.Hidden)
            _hiddenRows?.Dispose();
    }

    private static bool IsIdentity(ReadOnlySpan<int> parents, int rows)
    {
        for (var i = 0; i < parents.Length; i++)
        {
            if (parents[i] != i)
                return false;
        }

        return parents.Length == rows;
    }

    private IReadOnlyList<OrtValue> Start(OrtValue ids, ReadOnlySpan<int> parents, CancellationToken cancellationToken)
    {
        if (!IsIdentity(parents, pictures.Count))
            throw new ArgumentException("The first call takes one row for each picture, in order.", nameof(parents));
        var outputs = graphs.First.Run(ids, pictures.Hidden, [], graphs.Config, cancellationToken);
        _imageIndices = parents.ToArray();
        _hiddenRows = pictures.Hidden;
        _self = [.. outputs.Skip(1).Take(graphs.Cache.Self.Count)];
        _cross = _crossRows = [.. outputs.Skip(1 + graphs.Cache.Self.Count)];
        return outputs;
    }

    private IReadOnlyList<OrtValue> Continue(OrtValue ids, ReadOnlySpan<int> parents, CancellationToken cancellationToken)
    {
        if (!IsIdentity(parents, _imageIndices.Length))
            Reorder(parents, cancellationToken);
        var outputs = graphs.Later.Run(ids, _hiddenRows!, [.. _self, .. _crossRows], graphs.Config, cancellationToken);
        RuntimeMemory.DisposeAll(_self);
        _self = [.. outputs.Skip(1)];
        return outputs;
    }

    private void Reorder(ReadOnlySpan<int> parents, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _self.Length; i++)
        {
            var old = _self[i];
            _self[i] = graphs.Rows.Pick(old, parents, cancellationToken);
            old.Dispose();
        }

        var pictureOf = new int[parents.Length];
        for (var row = 0; row < parents.Length; row++)
            pictureOf[row] = _imageIndices[parents[row]];
        if (!pictureOf.AsSpan().SequenceEqual(_imageIndices))
            RepeatForBeams(pictureOf, cancellationToken);
        _imageIndices = pictureOf;
    }

    /// <summary>Cross caches and hidden states are alike within a picture: they move only when rows change pictures.</summary>
    private void RepeatForBeams(int[] imageIndices, CancellationToken cancellationToken)
    {
        if (_crossRows != _cross)
            RuntimeMemory.DisposeAll(_crossRows);
        _crossRows = Array.ConvertAll(_cross, value => graphs.Rows.Pick(value, imageIndices, cancellationToken));
        if (!graphs.Later.TakesHidden && !graphs.Later.TakesMask)
            return;
        if (_hiddenRows != pictures.Hidden)
            _hiddenRows!.Dispose();
        _hiddenRows = graphs.Rows.Pick(pictures.Hidden, imageIndices, cancellationToken);
    }
}
