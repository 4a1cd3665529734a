using System.Security.Cryptography;
using Serverless.Core.AltText;
using Serverless.Core.Classification;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;

namespace Serverless.Monitoring.Tests;

/// <summary>Captions as a pipeline gives them, of shots or of numbers.</summary>
internal static class Captions
{
    private const int Cells = 4;

    private static readonly string[] Subjects = ["dog", "person", "boat", "bicycle", "child", "horse"];

    private static readonly string[] Settings = ["on a beach", "in the grass", "on a street", "in the water", "near a house"];

    public static ModelIdentity Model { get; } = new("caption-base", "1.2.3", () => "sha256:ab");

    /// <summary>A caption with statistics of real pixels; what it says is drawn.</summary>
    /// <param name="pixels">The picture.</param>
    /// <param name="random">Draws.</param>
    /// <param name="model">Whose; null for <see cref="Model"/>.</param>
    public static Caption Of(RgbPixels pixels, Random random, ModelIdentity? model = null)
    {
        var subject = Subjects[random.Next(Subjects.Length)];
        return Of($"a {subject} {Settings[random.Next(Settings.Length)]}", subject, 0.5 + (0.5 * random.NextDouble()), model) with
        {
            Statistics = PictureStatistics.Of(pixels),
            State = StateOf(pixels),
            Image = new ImageIdentity(Convert.ToHexStringLower(SHA256.HashData(pixels.Bytes)), ImageFormat.Jpeg, 640, 480, 51_234),
        };
    }

    /// <summary>A caption of a text, a label and a score, without statistics of pixels.</summary>
    public static Caption Of(string text, string label, double score, ModelIdentity? model = null) =>
        new()
        {
            Id = CaptionIds.System.Next(),
            Text = text,
            AltText = text,
            Language = "en",
            Verdict = score >= 0.7 ? Verdict.Good : Verdict.Review,
            Kind = PictureKind.Photograph,
            Role = ImageRole.Informative,
            Quality = new CaptionQuality(score, 0.8, 2, 0.6, Verdict.Good, []),
            Labels = [new ImageLabel(new Label(label, label, [0]), 0.9)],
            Findings = [],
            Image = new ImageIdentity(new string('0', 64), ImageFormat.Jpeg, 640, 480, 51_234),
            Model = model ?? Model,
            Timings = new StageTimings(2, 0, 14, 17, 12, 46),
            CreatedAt = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero),
        };

    /// <summary>A small embedding of real pixels: the mean colours of cells.</summary>
    private static float[] StateOf(RgbPixels pixels)
    {
        var state = new float[Cells * Cells * 3];
        var size = pixels.Width / Cells;
        for (var at = 0; at < pixels.Bytes.Length; at++)
        {
            var (pixel, channel) = (at / 3, at % 3);
            var cell = (Math.Min(Cells - 1, pixel / pixels.Width / size) * Cells) + Math.Min(Cells - 1, pixel % pixels.Width / size);
            state[(cell * 3) + channel] += pixels.Bytes[at] / (255f * size * size);
        }

        return state;
    }
}
