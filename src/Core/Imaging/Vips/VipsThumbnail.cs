namespace Serverless.Core.Imaging.Vips;

/// <summary>Small pictures for reports.</summary>
public static class VipsThumbnail
{
    private const int Quality = 70;

    /// <summary>A JPEG of a picture, upright, scaled down to fit a square; a smaller one keeps its size.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="side">Side of the square in pixels, at least 1.</param>
    public static Result<byte[], ImageFailure> Make(DecodedImage image, int side)
    {
        var scale = Math.Min(1, (double)side / Math.Max(image.Width, image.Height));
        var (width, height) = (Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)));
        if (!image.Resample(width, height, ResampleFilter.Bilinear).TryGet(out var pixels, out var failure)) return failure;
        using var small = VipsImage.Of(pixels);
        using var save = new VipsOperation("jpegsave_buffer");
        save.SetImage("in", small);
        save.Set("Q", Quality);
        return save.Save();
    }
}
