using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Serverless.Core.Tokenization;
using Serverless.Testing;

namespace Serverless.Core.Tests.Tokenization;

/// <summary>SentencePiece's unigram form: the ids of Hugging Face's tokenizers for JavaScript, and what they leave out.</summary>
public sealed class UnigramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unigram-").FullName;

    [Fact]
    public void Texts_encode_as_the_golden_lines_say()
    {
        var folder = Path.Combine(Repository.Fixtures, "unigram-tiny");
        var tokenizer = TokenizerFolder.Read(folder);
        var lines = File.ReadLines(Path.Combine(folder, "cases.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.True(lines.Count > 300);
        foreach (var line in lines)
        {
            var text = line.GetProperty("text").GetString()!;
            Assert.Equal(Ids(line, "ids"), tokenizer.Encode(text));
            Assert.Equal(Ids(line, "ids_plain"), tokenizer.Encode(text, addSpecialTokens: false));
        }
    }

    [Fact]
    public void The_best_sum_wins_over_the_longest_piece_and_a_run_of_unknown_characters_is_one_token()
    {
        var tokenizer = Write("""["<unk>", 0], ["▁a", -1], ["b", -1], ["▁ab", -3], ["▁", -4], ["c", -2]""");
        Assert.Equal([1, 2], tokenizer.Encode("ab"));
        Assert.Equal([4, 0, 5, 0], tokenizer.Encode("xyczz"));
        Assert.Equal("ab", tokenizer.Decode([1, 2]));
        Assert.Equal("ab a", tokenizer.Decode([3, 1]));
    }

    [Fact]
    public void A_text_of_a_hundred_thousand_characters_takes_no_longer_a_character()
    {
        var tokenizer = Write("""["<unk>", 0], ["▁", -1], ["a", -1], ["aa", -1.5], ["aaaaaaaa", -2]""");
        Assert.Equal(12_501, tokenizer.Encode(new string('a', 100_000)).Count);
    }

    /// <summary>A double array of one entry, "é" to "e", as SentencePiece compiles it.</summary>
    [Fact]
    public void Compiled_tables_replace_characters()
    {
        var units = new uint[1_024];
        uint place = 0;
        foreach (var (label, offset) in Encoding.UTF8.GetBytes("é").Zip([256u, 512u]))
        {
            units[place] |= offset << 10;
            place ^= offset ^ label;
            units[place] = label;
        }

        units[place] |= (768u << 10) | 0x100; // a value stands behind it
        units[place ^ 768u] = 0x80000000; // the first replacement
        var normalize = PrecompiledCharacters.Read(Table(units, "e\0"), "a file");
        Assert.Equal("cafe ü x", normalize("café ü x"));
        Assert.Equal("as it is", PrecompiledCharacters.Read(null, "a file")("as it is"));
        Assert.Throws<InvalidDataException>(() => PrecompiledCharacters.Read("AQID", "a file"));
    }

    [Theory]
    [InlineData("\"unk_id\": 0", "\"unk_id\": null", "unknown token")]
    [InlineData("\"unk_id\": 0", "\"unk_id\": 0, \"byte_fallback\": true", "bytes in its place")]
    [InlineData("\"Metaspace\"", "\"Digits\"", "Digits")]
    [InlineData("\"normalizer\": null", "\"normalizer\": { \"type\": \"NFKC\" }", "NFKC")]
    [InlineData(
        "\"normalizer\": null",
        "\"normalizer\": { \"type\": \"Replace\", \"pattern\": { \"Regex\": \"(\" }, \"content\": \"\" }",
        "pattern"
    )]
    public void What_is_not_known_is_refused(string old, string changed, string expected)
    {
        Write("""["<unk>", 0], ["▁", -1]""");
        var path = Path.Combine(_folder, "tokenizer.json");
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, changed, StringComparison.Ordinal));
        Assert.Contains(
            expected,
            Assert.Throws<InvalidDataException>(() => TokenizerFolder.Read(_folder)).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int[] Ids(JsonElement line, string field) => [.. line.GetProperty(field).EnumerateArray().Select(id => id.GetInt32())];

    private static string Table(uint[] units, string replacements)
    {
        var bytes = new byte[sizeof(uint) * (1 + units.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)(sizeof(uint) * units.Length));
        for (var i = 0; i < units.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * (1 + i)), units[i]);
        return Convert.ToBase64String([.. bytes, .. Encoding.UTF8.GetBytes(replacements)]);
    }

    private ITokenizer Write(string vocabulary)
    {
        File.WriteAllText(
            Path.Combine(_folder, "tokenizer.json"),
            $$"""
            { "normalizer": null, "pre_tokenizer": { "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always" },
              "model": { "type": "Unigram", "unk_id": 0, "vocab": [{{vocabulary}}] } }
            """
        );
        return TokenizerFolder.Read(_folder);
    }
}
