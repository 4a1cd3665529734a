namespace Serverless.Core.Inference;

/// <summary>In which form a quality model learned texts, before its tokenizer.</summary>
public enum MatchTextForm
{
    /// <summary>As the embedded models did: lower case, no quotes, no final stop.</summary>
    Scored,

    /// <summary>As they are written; the tokenizer does what is needed.</summary>
    AsWritten,

    /// <summary>Lower case without any punctuation.</summary>
    WordsOnly,
}
