using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>What one run of a joint vision model gives of a batch of pictures; lives in the runtime's memory until disposed.</summary>
public sealed class VisionOutputs : IDisposable
{
    private readonly OrtValue _labels;
    private readonly OrtValue _tags;

    /// <param name="outputs">In the order of the graph: hidden state, match state, label logits, tag logits.</param>
    internal VisionOutputs(IReadOnlyList<OrtValue> outputs)
    {
        Hidden = new EncodedPictures(outputs[0]);
        MatchState = new EncodedPictures(outputs[1]);
        (_labels, _tags) = (outputs[2], outputs[3]);
    }

    /// <summary>How many pictures.</summary>
    public int Count => Hidden.Count;

    /// <summary>What the decoder takes.</summary>
    public EncodedPictures Hidden { get; }

    /// <summary>What the quality model's text part takes.</summary>
    public EncodedPictures MatchState { get; }

    /// <summary>What the image classifier says of one picture.</summary>
    /// <param name="index">Which, from 0.</param>
    public ImageLogits LogitsOf(int index) => new(RuntimeMemory.RowOf(_labels, index), RuntimeMemory.RowOf(_tags, index));

    /// <summary>The mean of one picture's match state over its places: a compact description of it.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <returns>[width].</returns>
    public float[] MeanMatchState(int index)
    {
        var places = RuntimeMemory.RowOf(MatchState.Hidden, index);
        var width = (int)MatchState.Hidden.GetTensorTypeAndShape().Shape[^1];
        var mean = new float[width];
        for (var i = 0; i < places.Length; i++)
            mean[i % width] += places[i];
        for (var i = 0; i < width; i++)
            mean[i] /= places.Length / width;
        return mean;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Hidden.Dispose();
        MatchState.Dispose();
        _labels.Dispose();
        _tags.Dispose();
    }
}

/// <summary>What an image classifier says of one picture.</summary>
/// <param name="Labels">[classes] before softmax.</param>
/// <param name="Tags">[tags] before calibration; null where the model has no tags.</param>
public sealed record ImageLogits(float[] Labels, float[]? Tags);
