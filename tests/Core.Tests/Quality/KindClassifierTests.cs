using System.Text.Json.Nodes;
using Serverless.Core.Quality;

namespace Serverless.Core.Tests.Quality;

/// <summary>Kinds by a logistic regression: its arithmetic, its bounds, and files that cannot be right.</summary>
public sealed class KindClassifierTests
{
    private static readonly KindClassifier Classifier = KindClassifier.Read(ToyKinds.Write(ToyKinds.Json()));

    public static TheoryData<string, string> Faults =>
        new()
        {
            { "schemaVersion", "2" },
            { "kinds", "[\"photograph\", \"drawing\", \"painting\"]" },
            { "kinds", "[\"photograph\", \"drawing\", \"Chart\"]" },
            { "kinds", "[\"photograph\", \"drawing\", \"drawing\"]" },
            { "kinds", "[\"icon\", \"drawing\", \"chart\"]" },
            { "kinds", "[\"photograph\", \"drawing\", \"blank\"]" },
            { "kinds", "[\"photograph\", \"drawing\", \"1\"]" },
            { "kinds", "[\"photograph\", \"drawing\"]" },
            { "features", "[\"contrast\"]" },
            { "stateWidth", "0" },
            { "stateWidth", "2" },
            { "means", "[0]" },
            { "deviations", "[1]" },
            { "withText", "{ \"intercepts\": [0, 0, 0], \"weights\": [[0], [0], [0]] }" },
            { "withText", "{ \"intercepts\": [0, 0], \"weights\": [] }" },
            { "withoutText", "{ \"intercepts\": [0, 0, 0], \"weights\": [[0], [0], [0]] }" },
            { "surePhotograph", "0" },
            { "surePhotograph", "1.5" },
            { "means", "null" },
            { "kinds", "7" },
        };

    [Theory]
    [InlineData(0, 1.0 / 3)]
    [InlineData(2, 0.787)]
    [InlineData(-2, 0.0634)]
    public void A_probability_is_the_softmax_of_the_weighted_features(double state, double expected) =>
        Assert.Equal(expected, Classifier.Of(ToyKinds.Features(state)).Of(PictureKind.Photograph), 1e-3);

    [Fact]
    public void Of_equals_the_first_of_the_file_is_the_likeliest() =>
        Assert.Equal(PictureKind.Photograph, Classifier.Of(ToyKinds.Features(0)).Likeliest);

    [Fact]
    public void What_a_model_does_not_know_has_no_probability() =>
        Assert.Equal(0, Classifier.Of(ToyKinds.Features(1)).Of(PictureKind.Screenshot));

    [Fact]
    public void Text_counts_where_a_reader_is_loaded_and_a_picture_without_any_is_not_one_without_a_reader()
    {
        var page = ReadingStatistics.None with { Lines = 20 };
        Assert.Equal(PictureKind.Chart, Classifier.Of(ToyKinds.Features(1, page)).Likeliest);
        Assert.Equal(PictureKind.Photograph, Classifier.Of(ToyKinds.Features(1, ReadingStatistics.None)).Likeliest);
        Assert.Equal(PictureKind.Photograph, Classifier.Of(ToyKinds.Features(1)).Likeliest);
    }

    [Fact]
    public void What_lies_far_outside_of_all_that_was_learned_from_counts_no_more_than_its_border() =>
        Assert.Equal(
            Classifier.Of(ToyKinds.Features(5)).Of(PictureKind.Photograph),
            Classifier.Of(ToyKinds.Features(1e9)).Of(PictureKind.Photograph),
            1e-9
        );

    [Fact]
    public void A_state_of_another_width_is_a_bug_and_told() =>
        Assert.Throws<ArgumentException>(() => Classifier.Of(ToyKinds.Features(1) with { MeanMatchState = [1, 2] }));

    [Fact]
    public void There_is_a_name_for_every_feature()
    {
        var vector = (ToyKinds.Features(1) with { Text = ReadingStatistics.None }).ToVector();
        Assert.Equal(ToyKinds.Count, vector.Length);
        Assert.All(vector, value => Assert.True(double.IsFinite(value)));
        Assert.Equal(ToyKinds.PixelCount + 1, ToyKinds.Features(1).ToVector().Length);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_file_whose_numbers_do_not_fit_together_is_refused_by_name(string field, string value)
    {
        var json = ToyKinds.Json();
        json[field] = JsonNode.Parse(value);
        var error = Assert.Throws<InvalidDataException>(() => KindClassifier.Read(ToyKinds.Write(json)));
        Assert.Contains("kinds.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("madeBy")]
    [InlineData("withoutText")]
    [InlineData("surePhotograph")]
    public void A_file_that_lacks_a_field_is_refused(string field)
    {
        var json = ToyKinds.Json();
        json.Remove(field);
        Assert.Throws<InvalidDataException>(() => KindClassifier.Read(ToyKinds.Write(json)));
    }

    [Fact]
    public void A_file_that_is_missing_or_no_JSON_is_told()
    {
        var folder = Directory.CreateTempSubdirectory("kinds-").FullName;
        Assert.Contains(
            "missing",
            Assert.Throws<InvalidDataException>(() => KindClassifier.Read(folder)).Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(Path.Combine(folder, "kinds.json"), "{ \"means\": [1e999] }");
        Assert.Throws<InvalidDataException>(() => KindClassifier.Read(folder));
    }

    [Theory]
    [InlineData(4, "a dog runs", true)]
    [InlineData(2, "a dog runs", false)]
    [InlineData(4, "a red ring on a white background", false)]
    public void A_photograph_is_sure_from_a_probability_on_and_where_the_sentence_is_not_as_of_something_drawn(
        double state,
        string sentence,
        bool isSure
    )
    {
        var features = ToyKinds.Features(state);
        var category = PictureCategory.Of(features.Statistics, sentence, Classifier.Of(features));
        Assert.Equal((PictureKind.Photograph, isSure), (category.Kind, category.IsSurelyPhotograph));
        Assert.InRange(category.Probability!.Value, 0.7, 1);
    }

    [Fact]
    public void What_the_captioner_calls_a_chart_is_one_where_that_is_not_unlikely()
    {
        var features = ToyKinds.Features(-3, ReadingStatistics.None);
        var drawing = Classifier.Of(features with { Text = ReadingStatistics.None with { Confidence = 1 } });
        Assert.Equal(PictureKind.Drawing, PictureCategory.Of(features.Statistics, "a red ring", drawing).Kind);
        Assert.Equal(PictureKind.Chart, PictureCategory.Of(features.Statistics, "a pie chart", drawing).Kind);
        var photograph = Classifier.Of(ToyKinds.Features(4));
        Assert.Equal(PictureKind.Photograph, PictureCategory.Of(features.Statistics, "a pie chart", photograph).Kind);
    }

    [Theory]
    [InlineData(-0.3, 5_000, 0.5, PictureKind.Photograph)] // 0.27: thousands of shades and no even area are a lens's
    [InlineData(-0.3, 500, 0.5, PictureKind.Drawing)]
    [InlineData(-0.3, 500, 0.1, PictureKind.Photograph)] // black and white
    [InlineData(-2, 5_000, 0.5, PictureKind.Drawing)] // 0.06
    public void Pixels_of_a_lens_make_a_photograph_of_what_is_not_unlikely_to_be_one(
        double state,
        int shades,
        double saturation,
        PictureKind expected
    )
    {
        var statistics = ToyKinds.Features(state).Statistics with
        {
            Shades = shades,
            Composition = PictureComposition.None with { Saturation = saturation },
        };
        var category = PictureCategory.Of(statistics, "", Classifier.Of(ToyKinds.Features(state)));
        Assert.Equal((expected, false), (category.Kind, category.IsSurelyPhotograph));
    }

    [Fact]
    public void Pixels_alone_tell_blanks_and_noise_and_that_what_is_even_is_no_photograph()
    {
        var photograph = Classifier.Of(ToyKinds.Features(4));
        var even = new PictureStatistics(50, 0.9, 0.95, 4, 0, 0, 0, 0.9, 1, 20);
        Assert.Equal(PictureKind.Drawing, PictureCategory.Of(even, "", photograph).Kind);
        Assert.Equal(PictureKind.Blank, PictureCategory.Of(even with { Contrast = 0 }, "", photograph).Kind);
        var noise = PictureCategory.Of(even with { Smoothness = 0, Flatness = 0 }, "", photograph);
        Assert.Equal((PictureKind.Unknown, true, false), (noise.Kind, noise.IsNoise, noise.IsSurelyPhotograph));
    }
}
