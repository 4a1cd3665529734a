using Serverless.Core.Pipeline;

namespace Serverless.Core.Tests.Service;

/// <summary>Holds a caption of a batch against the one its picture gets by itself.</summary>
internal static class SameCaption
{
    /// <summary>
    /// Sums of a batch run in another order than those of one picture, so scores differ in their last digits: seen are 1e-6 with the tiny
    /// model and 2e-5 with the embedded ones, whose convolutions are chosen by the size of the batch.
    /// </summary>
    public const double Tolerance = 1e-4;

    public static void Check(Caption expected, Caption found)
    {
        Assert.Equal(expected.Image.Sha256, found.Image.Sha256);
        Assert.Equal(expected.Text, found.Text);
        Assert.Equal(expected.AltText, found.AltText);
        Assert.Equal((expected.Verdict, expected.Kind, expected.Source), (found.Verdict, found.Kind, found.Source));
        Assert.Equal(expected.Reasons, found.Reasons);
        Assert.Equal(expected.Quality is null, found.Quality is null);
        if (expected.Quality is { } quality)
            Assert.Equal(quality.Score, found.Quality!.Score, Tolerance);
    }
}
