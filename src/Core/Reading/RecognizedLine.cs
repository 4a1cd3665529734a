using System.Runtime.InteropServices;

namespace Serverless.Core.Reading;

/// <summary>A line as the recogniser reads it.</summary>
/// <param name="Characters">From the left.</param>
internal sealed record RecognizedLine(IReadOnlyList<RecognizedCharacter> Characters)
{
    /// <summary>Its text.</summary>
    public string Text { get; } = string.Concat(Characters.Select(character => character.Text));

    /// <summary>Mean of the probabilities of its characters, 0 to 1; 0 without any.</summary>
    public double Confidence { get; } = Characters.Count == 0 ? 0 : Characters.Average(character => character.Probability);
}

/// <summary>A character as the recogniser reads it.</summary>
/// <param name="Text">What it is written as.</param>
/// <param name="Probability">Highest of its steps, 0 to 1.</param>
/// <param name="Place">Middle of its steps, in steps from the left.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecognizedCharacter(string Text, float Probability, double Place)
{
    public bool IsSpace => Text == " ";
}
