using NetVips;

namespace Serverless.Imaging.Vips;

/// <summary>Metadata fields of an image.</summary>
internal static class VipsFields
{
    /// <summary>A number; null where the picture has none of that name.</summary>
    public static int? Int(Image image, string name) => image.Contains(name) && image.Get(name) is int value ? value : null;
}
