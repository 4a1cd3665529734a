using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>
/// CLIP's BPE: composed, lower-cased, words closed by a mark that decodes to a space (openai/CLIP, simple_tokenizer.py).
/// </summary>
internal sealed class ClipModel(BytePairEncoder encoder, string wordEnd) : IWordModel
{
    public bool TrimsText => true;

    public string Normalize(string text)
    {
        var squeezed = new StringBuilder(text.Length);
        var isSpace = false;
        foreach (var rune in UnicodeNormalization.Compose(text).EnumerateRunes())
        {
            var wasSpace = isSpace;
            isSpace = Rune.IsWhiteSpace(rune);
            if (!isSpace)
                squeezed.Append(rune.ToString());
            else if (!wasSpace)
                squeezed.Append(' ');
        }

        return CodePoints.Lower(squeezed.ToString());
    }

    public IEnumerable<int> Encode(string normalized, CancellationToken cancellationToken) =>
        TextSplitter.Clip(normalized).SelectMany(word => encoder.Encode(ByteAlphabet.Write(word), cancellationToken));

    public string Decode(IEnumerable<string> tokens)
    {
        var text = Encoding.UTF8.GetString([.. tokens.SelectMany(ByteAlphabet.Read)]).Replace(wordEnd, " ", StringComparison.Ordinal);
        var (start, end) = (0, text.Length);
        while (start < end && CodePoints.IsTrimmed(text[start]))
            start++;
        while (end > start && CodePoints.IsTrimmed(text[end - 1]))
            end--;
        return text[start..end];
    }

    public Func<string, byte[]> StartStream() =>
        token =>
            token.EndsWith(wordEnd, StringComparison.Ordinal)
                ? [.. ByteAlphabet.Read(token[..^wordEnd.Length]), (byte)' ']
                : ByteAlphabet.Read(token);
}
