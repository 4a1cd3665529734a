using Serverless.Core.Imaging;
using Serverless.Imaging.Vips;

namespace Serverless.Core.Tests.Imaging;

public sealed class VipsImageDecoderTests : ImageDecoderContract
{
    private protected override IImageDecoder Make(ImageLimits limits) => new VipsImageDecoder(limits);
}
