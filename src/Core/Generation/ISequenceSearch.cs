namespace Serverless.Core.Generation;

/// <summary>The search for one picture; <see cref="TextGenerator"/> runs those of a batch side by side.</summary>
internal interface ISequenceSearch
{
    bool IsFinished { get; }

    /// <summary>Rows this search wants logits for. 1 before the first step: all beams start alike.</summary>
    int Rows { get; }

    /// <summary>The last token of a row, and the row of the step before that it continues.</summary>
    (int Token, int Parent) Row(int row);

    /// <summary>Takes one step.</summary>
    /// <param name="logits">[Rows, vocabulary].</param>
    void Advance(ReadOnlySpan<float> logits);

    /// <summary>The best hypotheses, best first.</summary>
    IReadOnlyList<Hypothesis> Results();
}
