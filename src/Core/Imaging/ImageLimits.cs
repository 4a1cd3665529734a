namespace Serverless.Core.Imaging;

/// <summary>What a header may announce before anything is decoded.</summary>
/// <param name="MaxPixels">Width times height, in pixels. Default 50 megapixels.</param>
/// <param name="MaxSide">The longer side, in pixels. Default 16,384.</param>
/// <param name="MaxFrames">Frames or pages; only the first is ever decoded. Default 1,000.</param>
public sealed record ImageLimits(long MaxPixels = 50_000_000, int MaxSide = 16_384, int MaxFrames = 1_000);
