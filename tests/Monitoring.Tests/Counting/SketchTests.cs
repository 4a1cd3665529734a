using System.Text.Json;
using FsCheck.Xunit;
using Serverless.Monitoring.Counting;

namespace Serverless.Monitoring.Tests.Counting;

public sealed class SketchTests
{
    private static readonly string[] Words = ["a", "dog", "runs", "in", "the", "grass", "boat", "child"];

    [Property(MaxTest = 50)]
    public void Parts_in_any_order_and_grouping_merge_to_what_one_that_counted_all_of_them_has(int seed, byte size)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, size + 3).Select(_ => Draw(random)).ToList();
        var parts = values.GroupBy(_ => random.Next(3)).Select(part => SketchOf(part)).ToList();

        var whole = Text(SketchOf(values));
        Assert.Equal(whole, Text(Merged(parts)));
        Assert.Equal(whole, Text(Merged(Enumerable.Reverse(parts))));
        Assert.Equal(whole, Text(Merged([parts[0], Merged(parts.Skip(1))])));
    }

    [Property(MaxTest = 50)]
    public void What_is_stored_is_read_again_as_it_was(int seed, byte size)
    {
        var random = new Random(seed);
        var sketch = SketchOf(Enumerable.Range(0, size).Select(_ => Draw(random)));
        Assert.Equal(Text(sketch), Text(TrafficSketch.Of(sketch.ToDocument())!));
    }

    [Fact]
    public void A_value_that_is_no_number_is_passed_over_and_one_beyond_the_grid_counts_at_its_end()
    {
        var sketch = new TrafficSketch();
        foreach (var value in (double[])[double.NaN, double.PositiveInfinity, 7, -7])
            sketch.Add(TrafficStatistics.Brightness, value);
        var number = sketch.Number(TrafficStatistics.Brightness);
        Assert.Equal((2, 1, 1, 0.5), (number.Count, number.Counts[0], number.Counts[^1], number.Mean));
    }

    [Fact]
    public void Names_of_a_category_are_bounded()
    {
        var sketch = new TrafficSketch();
        for (var i = 0; i < TrafficSketch.MaxNames + 10; i++)
            sketch.Add(TrafficStatistics.Label, $"thing {i}");
        Assert.Equal(TrafficSketch.MaxNames + 1, sketch.Category(TrafficStatistics.Label).Count);
        Assert.Equal(10, sketch.Category(TrafficStatistics.Label)[TrafficSketch.OtherName]);
    }

    [Theory]
    [InlineData("schema")]
    [InlineData("bin")]
    [InlineData("count")]
    [InlineData("name")]
    public void What_is_damaged_is_not_read(string damage)
    {
        var sketch = new TrafficSketch();
        sketch.Add(TrafficStatistics.Score, 0.5);
        var document = sketch.ToDocument();
        var number = document.Numbers[TrafficStatistics.Score];
        document = damage switch
        {
            "schema" => document with { SchemaVersion = 99 },
            "bin" => With(document, number with { Bins = new() { [5_000] = 1 } }),
            "count" => With(document, number with { Count = 7 }),
            _ => document with { Numbers = new() { ["height"] = number } },
        };
        Assert.Null(TrafficSketch.Of(document));
    }

    [Fact]
    public void Different_words_are_counted_within_some_percent_and_none_can_be_read()
    {
        var vocabulary = new VocabularySketch();
        for (var i = 0; i < 1_500; i++)
            vocabulary.Add([$"word{i}", "the"]);
        Assert.InRange(vocabulary.Distinct, 1_380, 1_620);
        Assert.True(vocabulary.SurpriseOf(["the"]) < 2);
        Assert.True(vocabulary.SurpriseOf(["zeppelin"]) > 8);
    }

    [Fact]
    public void Quantiles_lie_where_the_values_do()
    {
        var sketch = new TrafficSketch();
        for (var i = 0; i < 1_000; i++)
            sketch.Add(TrafficStatistics.Score, (i + 0.5) / 1_000);
        var score = sketch.Number(TrafficStatistics.Score);
        foreach (var share in (double[])[0.05, 0.5, 0.95])
            Assert.Equal(share, score.Quantile(share), 0.011);
        Assert.Equal(0.3, score.ShareFrom(0.7), 0.011);
    }

    private static (string Name, double Number, string Category, string[] Words) Draw(Random random) =>
        (
            TrafficStatistics.Numbers[random.Next(TrafficStatistics.Numbers.Count)].Name,
            (random.NextDouble() * 40) - 10,
            TrafficStatistics.Categories[random.Next(TrafficStatistics.Categories.Count)].Name,
            [Words[random.Next(Words.Length)], Words[random.Next(Words.Length)]]
        );

    private static TrafficSketch SketchOf(IEnumerable<(string Name, double Number, string Category, string[] Words)> values)
    {
        var sketch = new TrafficSketch();
        foreach (var (name, number, category, words) in values)
        {
            sketch.Add(name, number);
            sketch.Add(category, words[0]);
            sketch.Vocabulary.Add(words);
        }

        return sketch;
    }

    private static TrafficSketch Merged(IEnumerable<TrafficSketch> parts)
    {
        var all = new TrafficSketch();
        foreach (var part in parts)
            all.Merge(part);
        return all;
    }

    private static SketchDocument With(SketchDocument document, NumberDocument number) =>
        document with
        {
            Numbers = new() { [TrafficStatistics.Score] = number },
        };

    private static string Text(TrafficSketch sketch) => JsonSerializer.Serialize(sketch.ToDocument());
}
