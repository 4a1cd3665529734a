using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>BERT's WordPiece.</summary>
internal sealed class WordPieceModel(WordPieceEncoder encoder, string prefix, bool cleansUp) : IWordModel
{
    public bool TrimsText => false;

    public string Normalize(string text) => encoder.Normalize(text);

    public IEnumerable<int> Encode(string normalized, CancellationToken cancellationToken) =>
        encoder.Encode(normalized, cancellationToken);

    public string Decode(IEnumerable<string> tokens) => string.Concat(tokens.Select((token, index) => Write(token, index == 0)));

    public Func<string, byte[]> StartStream()
    {
        var isFirst = true;
        return token =>
        {
            var text = Write(token, isFirst);
            isFirst = false;
            return Encoding.UTF8.GetBytes(text);
        };
    }

    private string Write(string token, bool isFirst)
    {
        var text =
            isFirst ? token
            : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..]
            : " " + token;
        return cleansUp ? CleanUp(text) : text;
    }

    /// <summary>The clean-up of Hugging Face's WordPiece decoder, token by token and in its order.</summary>
    private static string CleanUp(string text) =>
        new StringBuilder(text)
            .Replace(" .", ".")
            .Replace(" ?", "?")
            .Replace(" !", "!")
            .Replace(" ,", ",")
            .Replace(" ' ", "'")
            .Replace(" n't", "n't")
            .Replace(" 'm", "'m")
            .Replace(" do not", " don't")
            .Replace(" 's", "'s")
            .Replace(" 've", "'ve")
            .Replace(" 're", "'re")
            .ToString();
}
