using Serverless.Core.AltText;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>The score of a given text.</summary>
/// <param name="Text">The text, as it came.</param>
/// <param name="Verdict">What to do with it; never good for a file's name or a filler.</param>
/// <param name="Quality">Its quality; null where the models cannot score it: another language, no words.</param>
/// <param name="Reasons">Why the verdict is not good.</param>
/// <param name="Findings">Findings of the rules.</param>
public sealed record TextScore(
    string Text,
    Verdict Verdict,
    CaptionQuality? Quality,
    IReadOnlyList<QualityReason> Reasons,
    IReadOnlyList<Finding> Findings
);

/// <summary>The score of a given text, with the picture and the model.</summary>
/// <param name="TextScore">The text and its score.</param>
/// <param name="Image">The picture.</param>
/// <param name="Model">The model.</param>
public sealed record CaptionScore(TextScore TextScore, ImageIdentity Image, ModelIdentity Model)
{
    /// <summary>The quality of the text; null where the models cannot score it.</summary>
    public CaptionQuality? Quality => TextScore.Quality;

    /// <summary>What to do with the text.</summary>
    public Verdict Verdict => TextScore.Verdict;

    /// <summary>Findings of the rules.</summary>
    public IReadOnlyList<Finding> Findings => TextScore.Findings;
}
