using System.Text.Json;
using Serverless.Core.Tokenization;
using Serverless.Testing;

namespace Serverless.Core.Tests.Tokenization;

/// <summary>Words come from strangers: what they cost is counted in steps, not in seconds.</summary>
public sealed class TokenizerWorkTests
{
    private static readonly (Dictionary<string, int> Vocabulary, List<(string Left, string Right)> Merges) Model = ReadModel();

    public static TheoryData<string, int> Words()
    {
        var words = new TheoryData<string, int>();
        foreach (var pattern in (string[])["a", "ab", "the", "Ġ", "!", "ing", "zqxj", "ð"])
        foreach (var length in (int[])[1, 2, 3_000, 300_000])
            words.Add(pattern, length);
        return words;
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_of_any_length_costs_at_most_three_steps_a_letter(string pattern, int length)
    {
        var word = string.Concat(Enumerable.Repeat(pattern, (length / pattern.Length) + 1))[..length];
        var (pieces, steps) = new BytePairEncoder(Model.Vocabulary, Model.Merges, "", null).Merge(word, default);
        Assert.True(steps <= 3 * length, $"{steps} steps for {length} letters");
        Assert.Equal(word, string.Concat(pieces));
    }

    [Theory]
    [InlineData("")]
    [InlineData("</w>")]
    public void Merging_over_a_heap_gives_what_merging_by_looking_everywhere_gives(string wordEnd)
    {
        var merges = Model
            .Merges.Take(400)
            .Concat(wordEnd.Length > 0 ? [("e", "r</w>"), ("n", "</w>"), ("e", "n</w>"), ("g", "er</w>")] : [])
            .ToList();
        var encoder = new BytePairEncoder(Model.Vocabulary, merges, wordEnd, null);
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var word = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => "aeinorstghlĠ"[random.Next(12)]));
            Assert.Equal(MergeByLookingEverywhere(word, merges, wordEnd), encoder.Merge(word, default).Pieces);
        }
    }

    [Fact]
    public void A_long_word_is_given_up_when_the_time_is_over()
    {
        using var over = new CancellationTokenSource();
        over.Cancel();
        var encoder = new BytePairEncoder(Model.Vocabulary, Model.Merges, "", null);
        Assert.Throws<OperationCanceledException>(() => encoder.Merge(string.Concat(Enumerable.Repeat("the", 30_000)), over.Token));
    }

    [Theory]
    [InlineData("vit-gpt2-tiny")]
    [InlineData("trocr-style-tiny")]
    [InlineData("florence2-tiny")]
    [InlineData("clip-tiny")]
    [InlineData("quality-wordpiece-tiny")]
    public void Every_tokenizer_takes_a_text_of_a_million_characters_and_heeds_the_deadline(string name)
    {
        var tokenizer = TokenizerFolder.Read(Path.Combine(Repository.Fixtures, name));
        using var over = new CancellationTokenSource();
        over.Cancel();
        foreach (
            var text in (string[])
                [
                    new('a', 1_000_000),
                    string.Concat(Enumerable.Repeat("<s></s>[SEP]", 80_000)),
                    string.Concat(Enumerable.Repeat("\u0301\u0316", 500_000)),
                ]
        )
        {
            Assert.NotEmpty(tokenizer.Encode("a" + text));
            Assert.Throws<OperationCanceledException>(() => tokenizer.Encode(text, cancellationToken: over.Token));
        }
    }

    [Fact]
    public void A_word_that_WordPiece_may_cut_however_long_it_is_is_cut_piece_by_piece()
    {
        var vocabulary = new Dictionary<string, int>
        {
            ["[UNK]"] = 0,
            ["ab"] = 1,
            ["##ab"] = 2,
            ["##a"] = 3,
        };
        var encoder = new WordPieceEncoder(vocabulary, new WordPieceRules("##", 0, int.MaxValue, true, true, true, true));
        Assert.Equal(
            [1, .. Enumerable.Repeat(2, 149_999), 3],
            encoder.Encode(string.Concat(Enumerable.Repeat("ab", 150_000)) + "a", default)
        );
    }

    private static List<string> MergeByLookingEverywhere(string word, List<(string Left, string Right)> merges, string wordEnd)
    {
        var ranks = new Dictionary<(string, string), int>();
        foreach (var merge in merges)
            ranks.TryAdd(merge, ranks.Count);
        var pieces = word.Select(character => character.ToString()).ToList();
        pieces[^1] += wordEnd;
        while (true)
        {
            var pairs = Enumerable.Range(0, pieces.Count - 1).Where(i => ranks.ContainsKey((pieces[i], pieces[i + 1]))).ToList();
            if (pairs.Count == 0)
                return pieces;
            var at = pairs.MinBy(i => ranks[(pieces[i], pieces[i + 1])]);
            pieces[at] += pieces[at + 1];
            pieces.RemoveAt(at + 1);
        }
    }

    private static (Dictionary<string, int> Vocabulary, List<(string Left, string Right)> Merges) ReadModel()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Models, "caption-base", "tokenizer.json")));
        var model = document.RootElement.GetProperty("model");
        var merges = model
            .GetProperty("merges")
            .EnumerateArray()
            .Select(merge =>
                merge.ValueKind == JsonValueKind.Array
                    ? (merge[0].GetString()!, merge[1].GetString()!)
                    : (merge.GetString()!.Split(' ')[0], merge.GetString()!.Split(' ')[1])
            );
        return (
            model.GetProperty("vocab").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32()),
            [.. merges]
        );
    }
}
