using System.Text.Json;
using Serverless.Evaluation.CaptionMetrics;
using Serverless.Testing;

namespace Serverless.Evaluation.Tests;

/// <summary>Every file of captions in tests/Fixtures/metrics, scored by pycocoevalcap.</summary>
public sealed class CaptionMetricTests
{
    public static TheoryData<string> Files =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Fixtures, "metrics"), "captions-*.json")
                .Select(path => Path.GetFileName(path)!),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Scores_agree(string file) => Check(Path.Combine(Repository.Fixtures, "metrics", file));

    [Fact]
    public void Scores_of_two_hundred_captions_agree() =>
        Check(Repository.RequireShared("fixtures", "metrics", "captions-two-hundred.json"));

    [Theory]
    [InlineData("Two dogs can't swim.", "two dogs ca n't swim")]
    [InlineData("A man in a T-shirt and/or jeans", "a man in a t-shirt and/or jeans")]
    [InlineData("They're gonna run...", "they 're gon na run")]
    [InlineData("\"Hello\" she said -- loudly!", "hello she said loudly")]
    [InlineData("", "")]
    public void Words_are_cut_by_the_treebank_rules(string caption, string expected) =>
        Assert.Equal(expected, string.Join(' ', PtbTokenizer.Tokenize(caption)));

    private static void Check(string path)
    {
        var golden = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        var items = golden.GetProperty("items").EnumerateArray().ToList();
        foreach (var item in items)
        {
            Assert.Equal(Text(item, "ptb_hypothesis"), string.Join(' ', PtbTokenizer.Tokenize(Text(item, "hypothesis"))));
            foreach (
                var (raw, ptb) in item.GetProperty("references").EnumerateArray().Zip(item.GetProperty("ptb_references").EnumerateArray())
            )
                Assert.Equal(ptb.GetString(), string.Join(' ', PtbTokenizer.Tokenize(raw.GetString()!)));
        }

        Compare([.. items.Select(item => Item(item, "ptb_"))], golden.GetProperty("on_ptb"));
        if (golden.TryGetProperty("on_raw_split_at_spaces", out var raws))
            Compare([.. items.Select(item => Item(item, ""))], raws);
    }

    private static void Compare(List<CaptionItem> items, JsonElement expected)
    {
        var cider = new Cider(items);
        var each = expected.GetProperty("each");
        for (var order = 0; order < 4; order++)
        {
            var which = order;
            Near(expected, $"BLEU-{order + 1}", Bleu.Corpus(items)[order]);
            Near(each, $"BLEU-{order + 1}", items.Select(item => Bleu.Each(item)[which]));
        }

        foreach (
            var (name, scores) in ((string, IEnumerable<double>)[])
                [("ROUGE-L", items.Select(RougeL.Each)), ("CIDEr-D", items.Select(cider.EachD)), ("CIDEr", items.Select(cider.Each))]
        )
        {
            Near(each, name, scores);
            Near(expected, name, scores.Average());
        }

        var parts = items.Select(Bleu.Count).Aggregate(BleuParts.Add);
        var stored = expected.GetProperty("bleu_parts");
        Assert.Equal(stored.GetProperty("correct").EnumerateArray().Select(count => count.GetInt32()), parts.Correct);
        Assert.Equal(stored.GetProperty("guess").EnumerateArray().Select(count => count.GetInt32()), parts.Guess);
        Assert.Equal(
            (stored.GetProperty("hypothesis_length").GetInt32(), stored.GetProperty("reference_length").GetInt32()),
            (parts.Length, parts.ReferenceLength)
        );
    }

    private static CaptionItem Item(JsonElement item, string prefix) =>
        new(
            Words(Text(item, prefix + "hypothesis")),
            [.. item.GetProperty(prefix + "references").EnumerateArray().Select(reference => Words(reference.GetString()!))]
        );

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static void Near(JsonElement expected, string name, double found) =>
        Assert.Equal(expected.GetProperty("corpus").GetProperty(name).GetDouble(), found, 1e-9);

    private static void Near(JsonElement each, string name, IEnumerable<double> found)
    {
        foreach (var (one, other) in each.GetProperty(name).EnumerateArray().Zip(found))
            Assert.Equal(one.GetDouble(), other, 1e-9);
    }
}
