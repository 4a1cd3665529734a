namespace Serverless.Core.Tokenization;

/// <summary>Cuts a text at its added tokens: leftmost first, the longest at one place.</summary>
/// <param name="tokens">The tokens to find.</param>
internal sealed class AddedTokenScanner(IReadOnlyList<AddedToken> tokens)
{
    /// <summary>Pieces in order: a token, or the text between.</summary>
    public IEnumerable<(AddedToken? Token, string Text)> Split(string text)
    {
        var start = 0;
        // where each token stands next: searched again only when passed, so that the whole text is walked once a token
        var ahead = new int[tokens.Count];
        while (Next(text, start, ahead) is var (token, at))
        {
            var (left, right) = (at, at + token.Content.Length);
            while (token.StripsLeft && left > start && char.IsWhiteSpace(text[left - 1]))
                left--;
            while (token.StripsRight && right < text.Length && char.IsWhiteSpace(text[right]))
                right++;
            if (left > start)
                yield return (null, text[start..left]);
            yield return (token, token.Content);
            start = right;
        }

        if (start < text.Length)
            yield return (null, text[start..]);
    }

    /// <param name="text">The text.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="ahead">[tokens] where each was found last; the text's length where there is none any more.</param>
    private (AddedToken Token, int At)? Next(string text, int start, int[] ahead)
    {
        (AddedToken Token, int At)? best = null;
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (ahead[i] < start || start == 0)
                ahead[i] = text.IndexOf(token.Content, start, StringComparison.Ordinal) is >= 0 and var found ? found : text.Length;
            var at = ahead[i];
            if (at == text.Length)
                continue;
            if (best is null || at < best.Value.At || (at == best.Value.At && token.Content.Length > best.Value.Token.Content.Length))
                best = (token, at);
        }

        return best;
    }
}
