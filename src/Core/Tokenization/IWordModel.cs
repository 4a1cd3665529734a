namespace Serverless.Core.Tokenization;

/// <summary>What differs between kinds of tokenizers: everything but added tokens and frames.</summary>
internal interface IWordModel
{
    string Normalize(string text);

    /// <summary>The ids of a normalized text without added tokens.</summary>
    IEnumerable<int> Encode(string normalized, CancellationToken cancellationToken);

    /// <summary>Whether white space at both ends of a decoded text is dropped.</summary>
    bool TrimsText { get; }

    string Decode(IEnumerable<string> tokens);

    /// <summary>
    /// Starts a stream: each token in turn gives its UTF-8 bytes, their concatenation decodes as <see cref="Decode"/> does, before
    /// trimming.
    /// </summary>
    Func<string, byte[]> StartStream();
}
