using FsCheck;
using FsCheck.Xunit;
using Serverless.Core.Tokenization;
using Serverless.Testing;

namespace Serverless.Core.Tests.Tokenization;

public sealed class RoundTripTests
{
    private static readonly IReadOnlyList<ITokenizer> ByteLevel =
    [
        TokenizerFolder.Read(Path.Combine(Repository.Fixtures, "vit-gpt2-tiny")),
        TokenizerFolder.Read(Path.Combine(Repository.Fixtures, "trocr-style-tiny")),
    ];

    [Property]
    public void Any_text_survives_the_round_trip_through_byte_level_ids(NonNull<string> text)
    {
        var valid = string.Concat(text.Get.EnumerateRunes().Select(rune => rune.ToString())); // an unpaired surrogate is no text
        foreach (var tokenizer in ByteLevel)
        {
            var ids = tokenizer.Encode(valid, addSpecialTokens: false);
            Assert.Equal(valid, tokenizer.Decode(ids, skipSpecialTokens: false));
        }
    }

    [Fact]
    public void An_id_outside_the_vocabulary_is_refused()
    {
        var tokenizer = TokenizerFolder.Read(Path.Combine(Repository.Fixtures, "vit-gpt2-tiny"));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([tokenizer.VocabularySize]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([-1]));
    }

    [Fact]
    public void A_folder_without_tokenizer_is_refused_by_name() =>
        Assert.Contains(
            "tokenizer.json",
            Assert.Throws<InvalidDataException>(() => TokenizerFolder.Read(Path.Combine(Repository.Fixtures, "images"))).Message,
            StringComparison.Ordinal
        );
}
