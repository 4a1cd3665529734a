using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>Byte-level BPE as GPT-2, RoBERTa and BART use it.</summary>
internal sealed class ByteLevelModel(BytePairEncoder encoder, bool addsPrefixSpace) : IWordModel
{
    public bool TrimsText => false;

    public string Normalize(string text) => text;

    public IEnumerable<int> Encode(string normalized, CancellationToken cancellationToken)
    {
        var text = addsPrefixSpace && normalized.Length > 0 && !char.IsWhiteSpace(normalized[0]) ? " " + normalized : normalized;
        return TextSplitter.Gpt2(text).SelectMany(word => encoder.Encode(ByteAlphabet.Write(word), cancellationToken));
    }

    public string Decode(IEnumerable<string> tokens) => Encoding.UTF8.GetString([.. tokens.SelectMany(ByteAlphabet.Read)]);

    public Func<string, byte[]> StartStream() => ByteAlphabet.Read;
}
