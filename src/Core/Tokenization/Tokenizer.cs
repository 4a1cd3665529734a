namespace Serverless.Core.Tokenization;

/// <summary>Added tokens and frames around a <see cref="IWordModel"/>.</summary>
internal sealed class Tokenizer : ITokenizer
{
    private readonly IWordModel _model;
    private readonly PostProcessor _postProcessor;
    private readonly string?[] _tokens;
    private readonly HashSet<int> _specialIds;
    private readonly AddedTokenScanner _rawScanner;
    private readonly AddedTokenScanner _normalizedScanner;

    public Tokenizer(
        IReadOnlyDictionary<string, int> vocabulary,
        IReadOnlyList<AddedToken> addedTokens,
        IWordModel model,
        PostProcessor frame
    )
    {
        _model = model;
        _postProcessor = frame;
        var ids = new Dictionary<string, int>(vocabulary, StringComparer.Ordinal);
        foreach (var token in addedTokens)
            ids[token.Content] = token.Id;
        _tokens = new string?[ids.Count == 0 ? 0 : ids.Values.Max() + 1];
        foreach (var (token, id) in ids)
            _tokens[id] = token;
        _specialIds = [.. addedTokens.Where(token => token.IsSpecial).Select(token => token.Id)];
        _rawScanner = new AddedTokenScanner([.. addedTokens.Where(token => !token.IsNormalized)]);
        _normalizedScanner = new AddedTokenScanner([
            .. addedTokens.Where(token => token.IsNormalized).Select(token => token with { Content = model.Normalize(token.Content) }),
        ]);
    }

    public int VocabularySize => _tokens.Length;

    public IReadOnlyList<int> Encode(string text, bool addSpecialTokens = true, CancellationToken cancellationToken = default)
    {
        var ids = new List<int>();
        if (addSpecialTokens)
            ids.AddRange(_postProcessor.Prefix);
        ids.AddRange(EncodePlain(text, cancellationToken));
        if (addSpecialTokens)
            ids.AddRange(_postProcessor.Suffix);
        return ids;
    }

    public TokenPair EncodePair(string first, string second, CancellationToken cancellationToken = default)
    {
        if (_postProcessor.Pair is null)
            throw new NotSupportedException("This tokenizer has no form for pairs of texts.");
        if (second.Length == 0)
            return Single(first, cancellationToken); // transformers takes an empty second text for none
        var ids = new List<int>();
        var types = new List<int>();
        foreach (var part in _postProcessor.Pair)
        {
            ids.AddRange(part.Ids ?? EncodePlain(part.IsSecond ? second : first, cancellationToken));
            while (types.Count < ids.Count)
                types.Add(part.TypeId);
        }

        return new TokenPair(ids, types);
    }

    public IReadOnlyList<int> Truncate(IReadOnlyList<int> ids, int maxLength)
    {
        if (ids.Count <= maxLength)
            return ids;
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, _postProcessor.Prefix.Count + _postProcessor.Suffix.Count);
        return [.. ids.Take(maxLength - _postProcessor.Suffix.Count), .. _postProcessor.Suffix];
    }

    public string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens = true) =>
        _model.Decode(ids.Where(id => !skipSpecialTokens || !_specialIds.Contains(id)).Select(TokenOf));

    public IncrementalDecoder StartDecoding()
    {
        var bytesOf = _model.StartStream();
        return new IncrementalDecoder(id => _specialIds.Contains(id) ? [] : bytesOf(TokenOf(id)), _model.TrimsText);
    }

    private TokenPair Single(string text, CancellationToken cancellationToken)
    {
        var ids = Encode(text, cancellationToken: cancellationToken);
        return new TokenPair(ids, new int[ids.Count]);
    }

    private IEnumerable<int> EncodePlain(string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (raw, outer) in _rawScanner.Split(text))
        {
            if (raw is not null)
            {
                yield return raw.Id;
                continue;
            }

            foreach (var (normalized, inner) in _normalizedScanner.Split(_model.Normalize(outer)))
            {
                if (normalized is not null)
                    yield return normalized.Id;
                else
                    foreach (var id in _model.Encode(inner, cancellationToken))
                        yield return id;
            }
        }
    }

    private string TokenOf(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, _tokens.Length);
        return _tokens[id] ?? "";
    }
}
