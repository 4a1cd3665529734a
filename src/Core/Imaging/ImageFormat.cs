namespace Serverless.Core.Imaging;

/// <summary>The picture formats that are decoded. What else the decoding library could open is refused.</summary>
public enum ImageFormat
{
    /// <summary>JPEG (ITU-T T.81).</summary>
    Jpeg,

    /// <summary>PNG, all bit depths, palette and alpha.</summary>
    Png,

    /// <summary>GIF, first frame.</summary>
    Gif,

    /// <summary>WebP, first frame.</summary>
    WebP,

    /// <summary>AVIF, primary picture.</summary>
    Avif,

    /// <summary>TIFF, first page.</summary>
    Tiff,
}
