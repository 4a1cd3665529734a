namespace Serverless.Core.Tokenization;

/// <summary>The special tokens around a text, and around a pair.</summary>
/// <param name="Prefix">Ids before a single text.</param>
/// <param name="Suffix">Ids behind it.</param>
/// <param name="Pair">The form of a pair, null when there is none.</param>
internal sealed record PostProcessor(IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix, IReadOnlyList<TemplatePiece>? Pair)
{
    public static PostProcessor None { get; } = new([], [], null);
}

/// <summary>One part of a pair's form.</summary>
/// <param name="Ids">Special tokens, or null where a text stands.</param>
/// <param name="IsSecond">Which text, where one stands.</param>
/// <param name="TypeId">The segment of this part.</param>
internal sealed record TemplatePiece(IReadOnlyList<int>? Ids, bool IsSecond, int TypeId);
