namespace Serverless.Core.Tokenization;

/// <summary>A token that is found in a text before anything else is done to it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">The characters that stand for it.</param>
/// <param name="StripsLeft">Whether white space before it belongs to it.</param>
/// <param name="StripsRight">Whether white space behind it belongs to it.</param>
/// <param name="IsNormalized">Whether it is matched after normalization instead of before.</param>
/// <param name="IsSpecial">Whether decoding may skip it.</param>
internal sealed record AddedToken(int Id, string Content, bool StripsLeft, bool StripsRight, bool IsNormalized, bool IsSpecial);
