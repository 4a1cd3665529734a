using Serverless.Core.Reading;

namespace Serverless.Core.Tests.Reading;

public sealed class CtcDecoderTests
{
    private static readonly CtcDecoder Decoder = new(["", "a", "b", ",", ","]);

    /// <summary>Steps as their likeliest class, at 0.9.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("000", "")]
    [InlineData("0110", "a")]
    [InlineData("11011", "aa")]
    [InlineData("1122", "ab")]
    [InlineData("1212", "abab")]
    [InlineData("10201", "aba")]
    public void Repeats_are_one_unless_a_blank_parts_them(string steps, string text)
    {
        var line = Decode([.. steps.Select(step => One(step - '0', 0.9f))]);
        Assert.Equal(text, line.Text);
        Assert.Equal(text.Length == 0 ? 0 : 0.9, line.Confidence, 1e-6);
    }

    [Fact]
    public void Of_equal_classes_the_first_counts_and_the_blank_before_all()
    {
        Assert.Equal(
            "",
            Decode([
                [0.4f, 0.4f, 0.1f, 0, 0],
            ]).Text
        );
        Assert.Equal(
            "a",
            Decode([
                [0.2f, 0.4f, 0.4f, 0, 0],
            ]).Text
        );
    }

    [Fact]
    public void A_characters_probability_is_that_of_its_surest_step_and_the_lines_the_mean()
    {
        var line = Decode([One(1, 0.6f), One(1, 0.8f), One(0, 0.9f), One(2, 0.5f)]);
        Assert.Equal([0.8f, 0.5f], line.Characters.Select(character => character.Probability));
        Assert.Equal(0.65, line.Confidence, 1e-6);
    }

    [Fact]
    public void Classes_that_are_written_alike_count_together()
    {
        var line = Decode([
            [0.3f, 0.25f, 0, 0.2f, 0.25f],
        ]);
        Assert.Equal(",", line.Text);
        Assert.Equal(0.45, line.Confidence, 1e-6);
    }

    [Fact]
    public void Classes_that_are_written_alike_are_one_repeat() => Assert.Equal(",", Decode([One(3, 0.9f), One(4, 0.9f)]).Text);

    [Fact]
    public void What_no_key_is_written_as_leaves_the_likeliest_character_with_its_low_probability()
    {
        var line = Decode([
            [0.3f, 0.02f, 0.05f, 0, 0],
        ]); // 0.63 is a character of another script
        Assert.Equal("b", line.Text);
        Assert.Equal(0.05, line.Confidence, 1e-6);
    }

    [Fact]
    public void Steps_behind_the_end_are_not_read() => Assert.Equal("a", Decoder.Decode([.. One(1, 0.9f), .. One(2, 0.9f)], 1).Text);

    [Fact]
    public void Places_are_the_middle_of_a_characters_steps() =>
        Assert.Equal([1, 3.5], Decode([One(1, 0.9f), One(1, 0.9f), One(0, 0.9f), One(2, 0.9f)]).Characters.Select(one => one.Place));

    private static RecognizedLine Decode(float[][] steps) => Decoder.Decode([.. steps.SelectMany(step => step)], steps.Length);

    private static float[] One(int written, float probability)
    {
        var step = new float[5];
        Array.Fill(step, (1 - probability) / 4);
        step[written] = probability;
        return step;
    }
}
