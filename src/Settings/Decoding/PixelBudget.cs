namespace Serverless.Settings.Decoding;

/// <summary>
/// How many pixels are taken where nothing is set: cameras of 108 megapixels where memory allows, at least 50 megapixels.
/// The cost is that of the dearest picture seen, a progressive JPEG without subsampling (docs/figures-decoders.md).
/// </summary>
public static class PixelBudget
{
    private const long Min = 50_000_000,
        Max = 120_000_000;

    /// <summary>Bytes held for each pixel while such a picture is decoded.</summary>
    private const int LibvipsBytes = 7,
        ImageSharpBytes = 11;

    /// <summary>The default of <c>CAPTION_MAX_PIXELS</c>.</summary>
    /// <param name="memoryBytes">Memory the process may use.</param>
    /// <param name="concurrency">Pictures worked on at the same time.</param>
    /// <param name="decoder">A name of <see cref="ImageDecoders"/>.</param>
    public static long Default(long memoryBytes, int concurrency, string decoder)
    {
        var cost = decoder == ImageDecoders.ImageSharp ? ImageSharpBytes : LibvipsBytes;
        return Math.Clamp(memoryBytes / 2 / concurrency / cost, Min, Max) / 1_000_000 * 1_000_000;
    }
}
