using System.Text.Json;
using Serverless.Core.Tokenization;
using Serverless.Testing;

namespace Serverless.Core.Tests.Tokenization;

/// <summary>Every line of tests/Fixtures/tokenizers, made by Hugging Face tokenizers.</summary>
public sealed class TokenizerGoldenTests
{
    public static TheoryData<string> Tokenizers =>
        ["vit-gpt2-tiny", "trocr-style-tiny", "florence2-tiny", "clip-tiny", "quality-wordpiece-tiny"];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Texts_encode_and_decode_as_the_golden_lines_say(string name) =>
        Check(Path.Combine(Repository.Fixtures, name), Path.Combine(Repository.Fixtures, "tokenizers", name));

    [Fact]
    public void The_full_size_vocabulary_of_RoBERTa_agrees_too() =>
        Check(
            Repository.RequireShared("fixtures", "tokenizers", "roberta-50k"),
            Repository.RequireShared("fixtures", "tokenizers") + "/roberta-50k"
        );

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Runs_of_ids_that_split_characters_decode_as_the_golden_lines_say(string name) =>
        CheckRuns(Path.Combine(Repository.Fixtures, name), Path.Combine(Repository.Fixtures, "tokenizers", name));

    [Fact]
    public void Runs_of_ids_of_RoBERTa_decode_too() =>
        CheckRuns(
            Repository.RequireShared("fixtures", "tokenizers", "roberta-50k"),
            Repository.RequireShared("fixtures", "tokenizers") + "/roberta-50k"
        );

    [Theory]
    [InlineData("vit-gpt2-tiny")]
    [InlineData("trocr-style-tiny")]
    [InlineData("clip-tiny")]
    [InlineData("quality-wordpiece-tiny")]
    public void Vocabulary_and_merges_give_the_ids_that_tokenizer_json_gives(string name)
    {
        var tokenizer = VocabularyFiles.Read(Path.Combine(Repository.Fixtures, name));
        Assert.Empty(
            Lines(Path.Combine(Repository.Fixtures, "tokenizers", name) + ".jsonl").SelectMany(line => EncodeFaults(tokenizer, line))
        );
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Pieces_of_a_stream_join_to_the_decoding_of_all_ids(string name)
    {
        var tokenizer = TokenizerFolder.Read(Path.Combine(Repository.Fixtures, name));
        foreach (var file in (string[])[".jsonl", ".decode.jsonl"])
        {
            foreach (var line in Lines(Path.Combine(Repository.Fixtures, "tokenizers", name) + file))
            {
                var ids = Ids(line, "ids");
                var stream = tokenizer.StartDecoding();
                Assert.Equal(tokenizer.Decode(ids), string.Concat(ids.Select(stream.Append)) + stream.Finish());
            }
        }
    }

    [Fact]
    public void Pairs_and_truncations_of_WordPiece_agree()
    {
        var folder = Path.Combine(Repository.Fixtures, "quality-wordpiece-tiny");
        var tokenizer = TokenizerFolder.Read(folder);
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        foreach (var pair in cases.RootElement.GetProperty("pairs").EnumerateArray())
        {
            var (ids, types) = tokenizer.EncodePair(pair.GetProperty("first").GetString()!, pair.GetProperty("second").GetString()!);
            Assert.Equal(Ids(pair, "input_ids"), ids);
            Assert.Equal(Ids(pair, "token_type_ids"), types);
        }

        foreach (var cut in cases.RootElement.GetProperty("truncated").EnumerateArray())
        {
            Assert.Equal(
                Ids(cut, "ids"),
                tokenizer.Truncate(tokenizer.Encode(cut.GetProperty("text").GetString()!), cut.GetProperty("max_length").GetInt32())
            );
        }
    }

    private static void Check(string folder, string golden)
    {
        var tokenizer = TokenizerFolder.Read(folder);
        var lines = Lines(golden + ".jsonl");
        Assert.True(lines.Count > 300);
        Assert.Empty(lines.SelectMany(line => EncodeFaults(tokenizer, line).Concat(DecodeFaults(tokenizer, line))));
    }

    private static void CheckRuns(string folder, string golden)
    {
        var tokenizer = TokenizerFolder.Read(folder);
        var lines = Lines(golden + ".decode.jsonl");
        Assert.True(lines.Count > 100);
        Assert.Empty(
            lines.SelectMany(line =>
                Faults(line, "decoded", tokenizer.Decode(Ids(line, "ids"), skipSpecialTokens: false))
                    .Concat(Faults(line, "decoded_skip", tokenizer.Decode(Ids(line, "ids"))))
            )
        );
    }

    private static IEnumerable<string> EncodeFaults(ITokenizer tokenizer, JsonElement line)
    {
        var text = line.GetProperty("text").GetString()!;
        if (!tokenizer.Encode(text).SequenceEqual(Ids(line, "ids")))
            yield return $"{text}: [{string.Join(' ', tokenizer.Encode(text))}] for [{string.Join(' ', Ids(line, "ids"))}]";
        if (!tokenizer.Encode(text, addSpecialTokens: false).SequenceEqual(Ids(line, "ids_plain")))
            yield return $"{text}: plain";
    }

    private static IEnumerable<string> DecodeFaults(ITokenizer tokenizer, JsonElement line) =>
        [
            .. Faults(line, "decoded", tokenizer.Decode(Ids(line, "ids"), skipSpecialTokens: false)),
            .. Faults(line, "decoded_skip", tokenizer.Decode(Ids(line, "ids"))),
            .. Faults(line, "decoded_plain", tokenizer.Decode(Ids(line, "ids_plain"), skipSpecialTokens: false)),
            .. Faults(line, "decoded_plain_skip", tokenizer.Decode(Ids(line, "ids_plain"))),
        ];

    private static IEnumerable<string> Faults(JsonElement line, string field, string found)
    {
        var expected = line.GetProperty(field).GetString();
        if (expected != found)
            yield return $"{field}: '{found}' for '{expected}'";
    }

    private static int[] Ids(JsonElement line, string field) => [.. line.GetProperty(field).EnumerateArray().Select(id => id.GetInt32())];

    private static List<JsonElement> Lines(string path) => [.. File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement)];
}
