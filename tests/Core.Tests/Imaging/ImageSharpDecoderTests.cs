using Serverless.Core.Imaging;
using Serverless.Imaging.ImageSharp;

namespace Serverless.Core.Tests.Imaging;

public sealed class ImageSharpDecoderTests : ImageDecoderContract
{
    private protected override IReadOnlyDictionary<string, string> Lacks { get; } =
        new Dictionary<string, string> { ["plain.avif"] = "AVIF", ["tiled.tiff"] = "tiles" };

    private protected override IImageDecoder Make(ImageLimits limits) => new ImageSharpDecoder(limits);

    private protected override bool RefusesMore(string name) => name is "right-cmyk.tif" or "right-lab-16.tif";

    private protected override bool TakesMore(string name) =>
        name
            is "refused-rgb-12.tif"
                or "refused-rgb-32.tif"
                or "refused-ycbcr-444.tif"
                or "refused-ycbcr-420.tif"
                or "refused-ycbcr-lzw.tif";

    private protected override bool SkipsFrames(string name) => name != "blank-first.gif";

    private protected override bool WantsEnd(string name, int missing) =>
        name.EndsWith(".jpg", StringComparison.Ordinal) || (name == "whole.png" && missing >= 8);
}
