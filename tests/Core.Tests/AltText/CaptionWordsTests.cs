using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Core.AltText;
using Serverless.Core.Classification;
using Serverless.Core.Quality;
using Serverless.Core.Reading;
using Serverless.Core.Tests.Classification;
using Serverless.Testing;

namespace Serverless.Core.Tests.AltText;

/// <summary>Words of our own stand in data: another language's entry is all that another language takes.</summary>
public sealed class CaptionWordsTests
{
    private static readonly CaptionWords German = Parse(
        File.ReadAllText(Path.Combine(Repository.Fixtures, "words", "caption-words.json"))
    )["de"];

    private static readonly PictureStatistics Flat = new(50, 0.95, 0.9, 8, 0, 0, 0, Evenness: 0.5, Rim: 0.6, Shades: 50);

    [Theory]
    [InlineData(PictureKind.Drawing, "eine Zeichnung")]
    [InlineData(PictureKind.Text, "eine Textseite")]
    [InlineData(PictureKind.Photograph, null)]
    public void A_kind_is_called_by_the_languages_word(PictureKind kind, string? expected) =>
        Assert.Equal(expected, new PictureCategory(kind, IsSurelyPhotograph: false, IsNoise: false) { Words = German }.Medium);

    [Theory]
    [InlineData(PictureKind.Screenshot, null, "Ein Bildschirmfoto mit dem Titel „Ton“")]
    [InlineData(PictureKind.Icon, null, "Ein Symbol mit dem Text „Ton“")]
    [InlineData(PictureKind.Photograph, "ein altes Schild", "Ein altes Schild mit dem Text „Ton“")]
    [InlineData(PictureKind.Photograph, "ein Hund", "Ein Hund, dazu der Text „Ton“")]
    [InlineData(PictureKind.Photograph, null, "Der Text „Ton“")]
    public void Read_text_is_said_in_the_languages_sentences_and_marks(PictureKind kind, string? about, string expected) =>
        Assert.Equal(expected, ReadTextCaption.Of(Picture(kind, "Ton"), about, 150, German)!.AltText);

    [Fact]
    public void A_page_that_goes_on_is_quoted_inside_of_the_sentence_and_keeps_the_limit()
    {
        var page = Picture(PictureKind.Text, "Über „Berge“ und lange Wege durch das Land", isComplete: false);
        var said = ReadTextCaption.Of(page, null, 66, German)!.AltText;
        Assert.Equal("Eine Textseite, die mit „Über ‚Berge‚ und lange Wege …“ beginnt", said);
        Assert.True(said.Length <= 66);
    }

    [Fact]
    public void Text_of_a_picture_fills_no_place_of_a_sentence()
    {
        var said = ReadTextCaption.Of(Picture(PictureKind.Photograph, "{what} {text}"), "a sign {text}", 150, CaptionWords.Default)!;
        Assert.Equal("a sign {text}, with text that reads \"{what} {text}\"", said.Text);
    }

    [Theory]
    [InlineData("ein rotes diagramm", PictureKind.Chart)]
    [InlineData("ein diagrammartiges muster", PictureKind.Drawing)]
    [InlineData("a red chart", PictureKind.Drawing)] // another language's word
    public void A_medium_is_told_by_the_languages_words(string sentence, PictureKind expected) =>
        Assert.Equal(expected, PictureKinds.Of(Flat, sentence, German));

    [Theory]
    [InlineData("ein ball auf rotem grund", true)]
    [InlineData("ein ball auf weiß", true)]
    [InlineData("ein ball auf weiß und rot", false)]
    [InlineData("ein ball auf grund", false)]
    [InlineData("zwei kreise", true)]
    [InlineData("ein ball on a white background", false)]
    public void What_is_drawn_is_told_by_the_languages_words(string sentence, bool expected) =>
        Assert.Equal(expected, MediumText.Of(German).MentionsDrawing(sentence));

    [Fact]
    public void A_list_without_words_finds_nothing()
    {
        var media = German.Media with { Charts = [], LastGrounds = [] };
        Assert.False(MediumText.Of(German with { Media = media }).NamesChart("ein diagramm"));
        Assert.False(MediumText.Of(German with { Media = media }).MentionsDrawing("ein ball auf weiß"));
    }

    [Fact]
    public void Names_are_said_together_in_the_languages_way()
    {
        NamedThing Thing(string phrase) => new(phrase, 0.9, null, null);
        var named = new NamedThings([Thing("ein Hund"), Thing("eine Katze"), Thing("ein Auto")], null, IsCertain: true);
        Assert.Equal("ein Hund, eine Katze und ein Auto", named.TextIn(German.Names));
        Assert.Equal("ein Hund, eine Katze and ein Auto", named.TextIn(CaptionWords.Default.Names));
        Assert.Equal("ein Hund", (named with { Things = [Thing("ein Hund")] }).TextIn(German.Names));
    }

    [Fact]
    public void Plurals_are_found_by_the_languages_endings()
    {
        using var toy = new ToyLabels();
        var nouns = CaptionNouns.Read(toy.File("nouns.tsv", "hund\tn3\tk1\nkatze\tk2\tk1\n"), toy.Hierarchy);
        Assert.Equal(["hund", "katze"], nouns.FindIn("hunde und katzen", German.Plurals).Select(noun => noun.Text));
        Assert.Empty(nouns.FindIn("hunds", German.Plurals));
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("en-GB", true)]
    [InlineData("xx", false)]
    [InlineData("und", false)]
    public void Of_a_language_without_words_the_English_ones_serve(string language, bool expected)
    {
        Assert.Equal(expected, CaptionWords.Has(language));
        Assert.Same(CaptionWords.Default, CaptionWords.Of(language));
    }

    [Theory]
    [InlineData("read", "withText")]
    [InlineData("quotation", "inside")]
    [InlineData("media", "lastGrounds")]
    public void A_language_that_lacks_a_word_is_refused_by_its_name(string part, string word)
    {
        var words = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Fixtures, "words", "caption-words.json")))!;
        Assert.True(words["de"]![part]!.AsObject().Remove(word));
        Assert.Contains(word, Assert.Throws<JsonException>(() => Parse(words.ToJsonString())).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, CaptionWords> Parse(string json) =>
        CaptionWords.Parse(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static ReadPicture Picture(PictureKind kind, string line, bool isComplete = true)
    {
        TextPoint[] corners = [new(0, 0), new(400, 0), new(400, 40), new(0, 40)];
        return new ReadPicture(kind, 640, 480, new PictureText([new TextLine(line, 0.99, new TextBox(corners))], null, isComplete));
    }
}
