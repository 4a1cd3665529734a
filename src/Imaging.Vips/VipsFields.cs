using NetVips;

namespace Serverless.Imaging.Vips;

/// <summary>What a loader notes beside the pixels.</summary>
internal static class VipsFields
{
    /// <summary>A number; null where the picture has none of that name.</summary>
    public static int? Int(Image image, string name) => image.Contains(name) && image.Get(name) is int value ? value : null;
}
