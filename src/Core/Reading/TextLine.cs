namespace Serverless.Core.Reading;

/// <summary>One line of text.</summary>
/// <param name="Text">Composed (NFC), without control characters, never empty.</param>
/// <param name="Confidence">Mean probability of its characters, 0 to 1.</param>
/// <param name="Box">Where it stands.</param>
public sealed record TextLine(string Text, double Confidence, TextBox Box);
