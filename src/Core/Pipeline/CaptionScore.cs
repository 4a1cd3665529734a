using Serverless.Core.AltText;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

/// <summary>Somebody's own words judged.</summary>
/// <param name="Text">The words, as they came.</param>
/// <param name="Verdict">What to do with them; never good for a file's name or a filler.</param>
/// <param name="Quality">How far they can be trusted; null where the models cannot tell: another language, no words.</param>
/// <param name="Reasons">Why they are not simply good.</param>
/// <param name="Findings">What the rules noticed.</param>
public sealed record TextScore(
    string Text,
    Verdict Verdict,
    CaptionQuality? Quality,
    IReadOnlyList<QualityReason> Reasons,
    IReadOnlyList<Finding> Findings
);

/// <summary>Somebody's own words judged, with what they were held against.</summary>
/// <param name="TextScore">The words and what is thought of them.</param>
/// <param name="Image">The picture.</param>
/// <param name="Model">The model.</param>
public sealed record CaptionScore(TextScore TextScore, ImageIdentity Image, ModelIdentity Model)
{
    /// <summary>How far the words can be trusted; null where the models cannot tell.</summary>
    public CaptionQuality? Quality => TextScore.Quality;

    /// <summary>What to do with them.</summary>
    public Verdict Verdict => TextScore.Verdict;

    /// <summary>What the rules noticed.</summary>
    public IReadOnlyList<Finding> Findings => TextScore.Findings;
}
