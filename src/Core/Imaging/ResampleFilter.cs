namespace Serverless.Core.Imaging;

/// <summary>Resampling filters; the numbers are Pillow's, as <c>preprocessor_config.json</c> writes them.</summary>
public enum ResampleFilter
{
    /// <summary>The nearest pixel.</summary>
    Nearest = 0,

    /// <summary>Lanczos of three lobes.</summary>
    Lanczos = 1,

    /// <summary>Triangle, widened by the factor when shrinking.</summary>
    Bilinear = 2,

    /// <summary>Cubic (a = -0.5), widened by the factor when shrinking.</summary>
    Bicubic = 3,
}
