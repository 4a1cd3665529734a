namespace Serverless.Core.Tokenization;

/// <summary>Cuts a text at its added tokens: leftmost first, the longest at one place.</summary>
/// <param name="tokens">The tokens to look for.</param>
internal sealed class AddedTokenScanner(IReadOnlyList<AddedToken> tokens)
{
    /// <summary>Pieces in order: a token, or the text between.</summary>
    public IEnumerable<(AddedToken? Token, string Text)> Cut(string text)
    {
        var start = 0;
        while (Next(text, start) is var (token, at))
        {
            var (left, right) = (at, at + token.Content.Length);
            while (token.TakesLeftSpace && left > start && char.IsWhiteSpace(text[left - 1])) left--;
            while (token.TakesRightSpace && right < text.Length && char.IsWhiteSpace(text[right])) right++;
            if (left > start) yield return (null, text[start..left]);
            yield return (token, token.Content);
            start = right;
        }

        if (start < text.Length) yield return (null, text[start..]);
    }

    private (AddedToken Token, int At)? Next(string text, int start)
    {
        (AddedToken Token, int At)? best = null;
        foreach (var token in tokens)
        {
            var at = text.IndexOf(token.Content, start, StringComparison.Ordinal);
            if (at < 0) continue;
            if (best is null || at < best.Value.At || (at == best.Value.At && token.Content.Length > best.Value.Token.Content.Length)) best = (token, at);
        }

        return best;
    }
}
