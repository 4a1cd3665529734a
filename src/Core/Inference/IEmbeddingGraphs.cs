using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>The graphs of a model that compares embeddings: one for pictures and texts together, or one for each.</summary>
internal interface IEmbeddingGraphs
{
    /// <summary>The length that all texts must have; null where the graph leaves it open.</summary>
    int? TextLength { get; }

    /// <summary>Embeds the pictures once for any number of runs over texts.</summary>
    /// <param name="pixels">[pictures, 3, height, width]; stays the caller's, for as long as the result is used.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>Embeds texts and holds them against the pictures.</returns>
    Func<TokenBatch, EmbeddedPairs> Look(OrtValue pixels, CancellationToken cancellationToken);
}

/// <summary>Embeddings of pictures and texts, normalised or not.</summary>
/// <param name="Pictures">[pictures x width].</param>
/// <param name="Texts">[texts x width].</param>
/// <param name="Width">Size of an embedding.</param>
/// <param name="Logits">[pictures x texts] where the graph gives them, else null.</param>
internal sealed record EmbeddedPairs(float[] Pictures, float[] Texts, int Width, float[]? Logits);
