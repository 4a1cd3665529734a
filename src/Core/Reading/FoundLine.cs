namespace Serverless.Core.Reading;

/// <summary>A region with what was read in it.</summary>
/// <param name="Area">In pixels of the rendering, its width along the text.</param>
/// <param name="Line">What was read.</param>
internal sealed record FoundLine(Rectangle Area, RecognizedLine Line);
