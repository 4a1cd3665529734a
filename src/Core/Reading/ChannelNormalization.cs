namespace Serverless.Core.Reading;

/// <summary>How the models of reading take pixels: planes in the order blue, green, red, each (byte / 255 - mean) / deviation.</summary>
/// <param name="Mean">Three means, in the order of the planes.</param>
/// <param name="Deviation">Three deviations.</param>
internal sealed record ChannelNormalization(float[] Mean, float[] Deviation)
{
    /// <summary>The detector's: ImageNet's numbers, which PaddleOCR applies to the planes in this order.</summary>
    public static ChannelNormalization Detection { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>The recogniser's: -1 to 1.</summary>
    public static ChannelNormalization Recognition { get; } = new([0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    public float Apply(int plane, float level) => ((level / 255f) - Mean[plane]) / Deviation[plane];
}
