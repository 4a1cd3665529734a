using Serverless.Core.AltText;

namespace Serverless.Core.Quality;

/// <summary>What sort of picture it is, and how sure that is.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="IsSurelyPhotograph">A photograph beyond doubt: only there a text may be good.</param>
/// <param name="IsNoise">Nothing but noise.</param>
public sealed record PictureCategory(PictureKind Kind, bool IsSurelyPhotograph, bool IsNoise)
{
    /// <summary>From this probability on a chart is one where the captioner calls it so.</summary>
    private const double MinNamedChart = 0.1;

    /// <summary>From this probability on a picture with the pixels of a lens is a photograph, in doubt.</summary>
    private const double MinPhotograph = 0.2;

    /// <summary>The probability of the kind by the classifier, 0 to 1; null where statistics alone told it.</summary>
    public double? Probability { get; init; }

    /// <summary>Words of the captioner's language.</summary>
    internal CaptionWords Words { get; init; } = CaptionWords.Default;

    /// <summary>Determines the category: a blank and noise by the pixels, all else by the classifier where there is one.</summary>
    /// <param name="statistics">Statistics of its pixels.</param>
    /// <param name="sentence">The captioner's sentence; empty when not known.</param>
    /// <param name="probabilities">What the classifier of kinds says; null without one, then thresholds on the statistics
    /// serve.</param>
    /// <param name="language">Language of the sentence (BCP 47), and of the words for what it is; English where it is not known.</param>
    public static PictureCategory Of(
        PictureStatistics statistics,
        string sentence,
        KindProbabilities? probabilities = null,
        string language = CaptionWords.DefaultLanguage
    ) => Of(statistics, sentence, probabilities, CaptionWords.Of(language));

    /// <summary>The same with words at hand.</summary>
    internal static PictureCategory Of(PictureStatistics statistics, string sentence, KindProbabilities? probabilities, CaptionWords words)
    {
        var isNoise = PictureKinds.IsNoise(statistics);
        var byStatistics = PictureKinds.Of(statistics, sentence, words);
        if (probabilities is null || isNoise || byStatistics == PictureKind.Blank)
            return new PictureCategory(byStatistics, PictureKinds.IsSurelyPhotograph(statistics, sentence, words), isNoise)
            {
                Words = words,
            };
        var kind = KindOf(statistics, sentence, probabilities, words);
        var isSure =
            kind == PictureKind.Photograph
            && probabilities.IsSurelyPhotograph
            && statistics.Evenness < PictureKinds.MinEvenness
            && !MediumText.Of(words).MentionsDrawing(sentence);
        return new PictureCategory(kind, isSure, IsNoise: false) { Probability = probabilities.Of(kind), Words = words };
    }

    /// <summary>
    /// The likeliest kind, but for what pixels and captioner know better: what is drawn by its pixels is no photograph, what has the
    /// shades of one and no even area is one if that is not unlikely, and so is what is called a chart.
    /// </summary>
    private static PictureKind KindOf(PictureStatistics statistics, string sentence, KindProbabilities probabilities, CaptionWords words)
    {
        if (PictureKinds.IsOfLens(statistics) && probabilities.Of(PictureKind.Photograph) >= MinPhotograph)
            return PictureKind.Photograph;
        var kind = PictureKinds.IsDrawn(statistics) ? probabilities.LikeliestBut(PictureKind.Photograph) : probabilities.Likeliest;
        var isShape = kind is PictureKind.Icon or PictureKind.Drawing;
        return isShape && MediumText.Of(words).NamesChart(sentence) && probabilities.Of(PictureKind.Chart) >= MinNamedChart
            ? PictureKind.Chart
            : kind;
    }

    /// <summary>The scope of a sentence of our own.</summary>
    /// <param name="text">The sentence, or another that the captioner found likely.</param>
    public TextScope ScopeOfGenerated(string text) =>
        Kind switch
        {
            PictureKind.Blank => TextScope.Nothing,
            _ when IsNoise => TextScope.Nothing,
            PictureKind.Photograph when MediumText.Of(Words).NamesMedium(text) => TextScope.Contrary,
            _ => ScopeOfGiven,
        };

    /// <summary>The scope of a given text.</summary>
    public TextScope ScopeOfGiven => IsSurelyPhotograph ? TextScope.Photograph : TextScope.Doubtful;

    /// <summary>
    /// The medium alone, for pictures of which nothing more is known; null for photographs, blanks and what is not known.
    /// </summary>
    public string? Medium =>
        Kind switch
        {
            PictureKind.Drawing => Words.Kinds.Drawing,
            PictureKind.Icon => Words.Kinds.Icon,
            PictureKind.Chart => Words.Kinds.Chart,
            PictureKind.Diagram => Words.Kinds.Diagram,
            PictureKind.Screenshot => Words.Kinds.Screenshot,
            PictureKind.Text => Words.Kinds.Text,
            _ => null,
        };
}
