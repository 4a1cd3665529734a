using System.IO.Hashing;

namespace Serverless.Core.Service;

/// <summary>Which pictures belong to a share: always the same ones, on every instance, by their bytes.</summary>
public static class PictureShare
{
    private const uint Parts = 10_000;

    /// <summary>Whether a picture is in it.</summary>
    /// <param name="share">0 (none) to 1 (all), in steps of a ten-thousandth.</param>
    /// <param name="bytes">The picture's bytes.</param>
    public static bool IsIn(double share, ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes) % Parts < share * Parts;
}
