namespace Serverless.RemoteCaptioning.Tests;

public sealed class AnswerTextTests
{
    [Theory]
    [InlineData("A dog runs.", "A dog runs")]
    [InlineData("\"A dog runs.\"", "A dog runs")]
    [InlineData("Sure, here is the alt text:\n\n**A dog runs** through _tall_ grass.", "A dog runs through _tall_ grass")]
    [InlineData("Here's a caption for the image: \"A dog runs.\"", "A dog runs")]
    [InlineData("Alt text: A dog runs. The grass is tall. The sky is blue.", "A dog runs")]
    [InlineData("# Caption\n\n- A dog runs", "Caption A dog runs")]
    [InlineData("```text\nA dog runs\n```", "A dog runs")]
    [InlineData("[A dog](http://example.com/x) runs.", "A dog runs")]
    [InlineData("A <b>dog</b> runs.", "A dog runs")]
    [InlineData("A sign reads \"Open.\" above a door.", "A sign reads \"Open.\" above a door")]
    [InlineData("Dr. Smith's office with a red door. It is closed.", "Dr. Smith's office with a red door")]
    [InlineData("A dog\u0000 runs\u202e home.", "A dog runs home")]
    [InlineData("<think>It may be a dog.</think>A dog runs.", "A dog runs")]
    public void One_plain_sentence_is_made_of_it(string answer, string expected) =>
        Assert.Equal(expected, AnswerText.Clean(answer, isCut: false));

    [Theory]
    [InlineData("A dog runs. It is", "A dog runs")]
    [InlineData("A dog runs through the", null)]
    public void Of_a_cut_answer_whole_sentences_are_taken(string answer, string? expected) =>
        Assert.Equal(expected, AnswerText.Clean(answer, isCut: true));

    [Theory]
    [InlineData("As an AI language model, I cannot see pictures.")]
    [InlineData("Sorry, I can't assist with that request.")]
    [InlineData("Sure! I'm sorry, I cannot do that.")]
    [InlineData("Unfortunately, no image was provided.")]
    [InlineData("12345")]
    [InlineData("N/A")]
    public void A_refusal_is_no_sentence(string answer) => Assert.Null(AnswerText.Clean(answer, isCut: false));
}
