namespace Serverless.Core.Imaging;

/// <summary>How stored values become light: 0 to 1 in, linear light out, 1 being the white of a page.</summary>
/// <param name="ToLinear">The function.</param>
internal sealed record TransferFunction(Func<double, double> ToLinear)
{
    /// <summary>Candela per square metre of a page's white in HDR pictures (ITU-R BT.2408, section 2.1).</summary>
    private const double WhiteNits = 203,
        PqPeakNits = 10_000,
        HlgPeakNits = 1_000;

    /// <summary>IEC 61966-2-1.</summary>
    public static TransferFunction Srgb { get; } = new(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4));

    /// <summary>Perceptual quantizer (SMPTE ST 2084).</summary>
    public static TransferFunction Pq { get; } =
        new(value =>
        {
            const double M1 = 0.1593017578125,
                M2 = 78.84375,
                C1 = 0.8359375,
                C2 = 18.8515625,
                C3 = 18.6875;
            var power = Math.Pow(value, 1 / M2);
            return Math.Pow(Math.Max(0, power - C1) / (C2 - (C3 * power)), 1 / M1) * PqPeakNits / WhiteNits;
        });

    /// <summary>Hybrid log-gamma (ITU-R BT.2100), each channel by itself.</summary>
    public static TransferFunction Hlg { get; } =
        new(value =>
        {
            const double A = 0.17883277,
                B = 0.28466892,
                C = 0.55991073,
                SystemGamma = 1.2;
            var scene = value <= 0.5 ? value * value / 3 : (Math.Exp((value - C) / A) + B) / 12;
            return Math.Pow(scene, SystemGamma) * HlgPeakNits / WhiteNits;
        });

    /// <summary>A power.</summary>
    public static TransferFunction Gamma(double exponent) => new(value => Math.Pow(value, exponent));

    /// <summary>Linear light to a byte of sRGB.</summary>
    public static byte ToSrgbByte(double linear)
    {
        var clipped = Math.Clamp(linear, 0, 1);
        var encoded = clipped <= 0.0031308 ? clipped * 12.92 : (1.055 * Math.Pow(clipped, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(encoded * 255);
    }
}
