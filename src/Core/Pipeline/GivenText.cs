using System.Text;
using Serverless.Core.AltText;
using Serverless.Core.Quality;
using Serverless.Core.Tokenization;

namespace Serverless.Core.Pipeline;

/// <summary>
/// A given text on its way through the pipeline: first the findings of the rules, then the models' signals, where these mean anything. A
/// text in another language is not scored: the models would call a right text wrong.
/// </summary>
internal sealed class GivenText
{
    private GivenText(string text, IReadOnlyList<Finding> findings, bool isScorable, Verdict verdictWithoutModels)
    {
        Text = text;
        Findings = findings;
        Scorable = isScorable ? new TextToScore(text) : null;
        VerdictWithoutModels = verdictWithoutModels;
    }

    public string Text { get; }

    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The text that the models score; null where they do not.</summary>
    public TextToScore? Scorable { get; }

    private Verdict VerdictWithoutModels { get; }

    /// <param name="text">The text.</param>
    /// <param name="context">Where the picture stands.</param>
    /// <param name="languages">Languages that the models score.</param>
    /// <param name="wording">Whether words about people that a picture cannot show are noticed.</param>
    public static GivenText Of(string text, CaptionContext context, IReadOnlyList<string> languages, Wording wording)
    {
        var findings = GivenTextRules.Check(UnicodeNormalization.Compose(text), context, languages, wording);
        // the models were trained on words, not on symbols
        var isScorable = !findings.Any(GivenTextRules.IsForeign) && text.EnumerateRunes().Any(Rune.IsLetter);
        return new GivenText(text, findings, isScorable, Verdict.Review);
    }

    /// <summary>A text about a decorative picture, which is to have none; no model scores it.</summary>
    public static GivenText OfDecorative(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new GivenText(text, [], false, Verdict.Good);
        var finding = FindingTexts.Warning("decorative", "decorative_with_text");
        return new GivenText(text, [finding], false, Verdict.Review);
    }

    /// <param name="quality">The quality of <see cref="Scorable"/>; null where no model scored it.</param>
    public TextScore ToScore(CaptionQuality? quality)
    {
        if (quality is null)
            return new TextScore(Text, VerdictWithoutModels, null, ReasonsWithoutModels(), Findings);
        if (quality.Verdict != Verdict.Good || !Findings.Any(GivenTextRules.IsNoDescription))
            return new TextScore(Text, quality.Verdict, quality, quality.Reasons, [.. Findings, .. DoubtFindings(quality)]);
        var capped = quality with { Verdict = Verdict.Review, Reasons = [QualityReason.LowFit] };
        return new TextScore(Text, capped.Verdict, capped, capped.Reasons, Findings);
    }

    /// <summary>What the models doubt is to say so; what is no description at all has another fault.</summary>
    private IEnumerable<Finding> DoubtFindings(CaptionQuality quality) =>
        !quality.IsDoubted || Findings.Any(GivenTextRules.IsNoDescription) || GivenTextRules.UnhedgedIn(Text) is not { } unhedged
            ? []
            : [unhedged];

    private QualityReason[] ReasonsWithoutModels() =>
        VerdictWithoutModels == Verdict.Good ? []
        : Findings.Any(GivenTextRules.IsForeign) ? [QualityReason.OutOfScope]
        : [QualityReason.QualityUnavailable];
}
