using System.Text;

namespace Serverless.Core.Tokenization;

/// <summary>
/// SentencePiece's form of texts around <see cref="UnigramEncoder"/>: spaces are a mark that begins words (SigLIP, T5).
/// </summary>
/// <param name="encoder">Cuts words into pieces.</param>
/// <param name="normalize">What is done to a text first.</param>
/// <param name="spaces">How spaces become marks.</param>
internal sealed class UnigramModel(UnigramEncoder encoder, Func<string, string> normalize, MetaspaceRules spaces) : IWordModel
{
    public bool TrimsText => false;

    public string Normalize(string text) => normalize(text);

    public IEnumerable<int> Encode(string normalized, CancellationToken cancellationToken) =>
        spaces.Split(normalized).SelectMany(word => encoder.Encode(word, cancellationToken));

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

    /// <summary>The mark that was put before the first word is no space.</summary>
    private string Write(string token, bool isFirst)
    {
        var text = token.Replace(spaces.Mark, ' ');
        return isFirst && spaces.Prepends && text.StartsWith(' ') ? text[1..] : text;
    }
}
