using System.Runtime.CompilerServices;
using Serverless.Core.AltText;

namespace Serverless.Core.Quality;

/// <summary>
/// Words of the captioner that belong to another medium than a photograph. It learned them from drawings and hardly ever uses them of a
/// photograph, so they indicate the kind of a picture. They stand in <see cref="CaptionWords"/> by language.
/// </summary>
internal sealed class MediumText
{
    private static readonly ConditionalWeakTable<MediaWords, MediumText> Known = [];

    private readonly Phrases _charts,
        _pages,
        _drawn,
        _shapes,
        _grounds,
        _lastGrounds;

    private MediumText(MediaWords words)
    {
        _charts = new Phrases(words.Charts);
        _pages = new Phrases(words.Pages);
        _drawn = new Phrases(words.Drawn);
        _shapes = new Phrases(words.Shapes);
        _grounds = new Phrases(words.Grounds);
        _lastGrounds = new Phrases(words.LastGrounds, atEnd: true);
    }

    /// <summary>What tells media by the words of a language.</summary>
    public static MediumText Of(CaptionWords words) => Known.GetValue(words.Media, media => new MediumText(media));

    /// <summary>Whether a text names a chart.</summary>
    /// <param name="text">A sentence, lower case.</param>
    public bool NamesChart(string text) => _charts.AreIn(text);

    /// <summary>Whether a text names a page, or text.</summary>
    /// <param name="text">A sentence, lower case.</param>
    public bool NamesPage(string text) => _pages.AreIn(text);

    /// <summary>Whether a text calls the picture something drawn, printed or shown on a screen: of a photograph that is wrong.</summary>
    /// <param name="text">A sentence, lower case.</param>
    public bool NamesMedium(string text) => NamesChart(text) || _drawn.AreIn(text);

    /// <summary>
    /// Whether a text describes something drawn: of its medium, of shapes, patterns and print, of things "on a white background".
    /// </summary>
    /// <param name="text">A sentence, lower case.</param>
    public bool MentionsDrawing(string text) =>
        NamesMedium(text) || NamesPage(text) || _shapes.AreIn(text) || _grounds.AreIn(text) || _lastGrounds.AreIn(text);
}
