using FsCheck;
using FsCheck.Fluent;
using Serverless.Core.Tokenization;
using Serverless.Testing;

namespace Serverless.Core.Tests.Tokenization;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData("vit-gpt2-tiny")]
    [InlineData("trocr-style-tiny")]
    public void Any_text_survives_the_round_trip_through_byte_level_ids(string name)
    {
        var tokenizer = TokenizerFolder.Read(Path.Combine(Repository.Fixtures, name));
        Prop.ForAll<NonNull<string>>(text =>
        {
            var valid = string.Concat(text.Get.EnumerateRunes().Select(rune => rune.ToString())); // an unpaired surrogate is no text
            return tokenizer.Decode(tokenizer.Encode(valid, addSpecialTokens: false), skipSpecialTokens: false) == valid;
        }).QuickCheckThrowOnFailure();
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
        Assert.Contains("tokenizer.json", Assert.Throws<InvalidDataException>(() => TokenizerFolder.Read(Path.Combine(Repository.Fixtures, "images"))).Message, StringComparison.Ordinal);
}
