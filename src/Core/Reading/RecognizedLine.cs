namespace Serverless.Core.Reading;

/// <summary>A line as the recogniser reads it.</summary>
/// <param name="Text">Its characters.</param>
/// <param name="Confidence">Mean of their probabilities, 0 to 1; 0 without characters.</param>
internal sealed record RecognizedLine(string Text, double Confidence)
{
    /// <summary>Nothing was read.</summary>
    public static RecognizedLine Empty { get; } = new("", 0);
}
