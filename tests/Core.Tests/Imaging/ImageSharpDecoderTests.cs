using Serverless.Core.Imaging;
using Serverless.Imaging.ImageSharp;

namespace Serverless.Core.Tests.Imaging;

public sealed class ImageSharpDecoderTests : ImageDecoderContract
{
    private protected override IReadOnlyDictionary<string, string> Lacks { get; } = new Dictionary<string, string>
    {
        ["plain.avif"] = "AVIF",
        ["tiled.tiff"] = "tiles",
    };

    private protected override IImageDecoder Make(ImageLimits limits) => new ImageSharpDecoder(limits);
}
