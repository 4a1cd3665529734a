using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>Texts side by side as one input: shorter ones are padded behind their end.</summary>
internal sealed class TokenBatch : IDisposable
{
    private TokenBatch(long[] ids, long[] mask, int rows, int length)
    {
        Ids = OrtValue.CreateTensorValueFromMemory(ids, [rows, length]);
        Mask = OrtValue.CreateTensorValueFromMemory(mask, [rows, length]);
    }

    /// <summary>[texts, length] of int64.</summary>
    public OrtValue Ids { get; }

    /// <summary>[texts, length] of int64: 1 where a token is, 0 where it is padded.</summary>
    public OrtValue Mask { get; }

    /// <param name="texts">Token ids of each, at least one.</param>
    /// <param name="padId">What stands behind a text; null: its own last token again.</param>
    /// <param name="minLength">To this length all are padded, and to that of the longest where that is more.</param>
    public static TokenBatch Create(IReadOnlyList<IReadOnlyList<int>> texts, int? padId, int minLength = 0)
    {
        var length = Math.Max(minLength, texts.Max(text => text.Count));
        var ids = new long[texts.Count * length];
        var mask = new long[ids.Length];
        for (var row = 0; row < texts.Count; row++)
        {
            var text = texts[row];
            Array.Fill(ids, padId ?? text[^1], row * length, length);
            for (var i = 0; i < text.Count; i++)
                (ids[(row * length) + i], mask[(row * length) + i]) = (text[i], 1);
        }

        return new TokenBatch(ids, mask, texts.Count, length);
    }

    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
    }
}
