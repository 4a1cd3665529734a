using System.Buffers.Binary;

namespace Serverless.Core.Imaging;

/// <summary>
/// The colour space a PNG declares, in the specification's order (PNG third edition, section 4.3): cICP, then iCCP, sRGB, then gAMA and
/// cHRM. Decoding libraries apply profiles and leave the rest out, so that such pictures come out too dark or too pale.
/// </summary>
/// <param name="Conversion">What makes sRGB of the decoded pixels; null where they are sRGB, or an ICC profile describes them.</param>
/// <param name="OverridesProfile">Whether an embedded profile must be left out.</param>
internal sealed record PngColours(ColourConversion? Conversion, bool OverridesProfile)
{
    /// <summary>sRGB, or as its profile says.</summary>
    public static readonly PngColours None = new(null, OverridesProfile: false);

    private const double GammaUnit = 100_000,
        SrgbGamma = 0.45455;

    /// <summary>Gammas this near to sRGB's are taken for it, as libpng does.</summary>
    private const double GammaTolerance = 0.05;

    public static PngColours Read(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> gamma = default,
            chromaticities = default;
        var (hasProfile, isSrgb) = (false, false);
        for (var chunks = new PngChunks(bytes); chunks.MoveNext() && !chunks.Is("IDAT"u8); )
        {
            if (chunks.Is("cICP"u8) && chunks.Data.Length == 4 && CodePoints(chunks.Data) is { } colours)
                return colours;
            if (chunks.Is("iCCP"u8))
                hasProfile = true;
            if (chunks.Is("sRGB"u8))
                isSrgb = true;
            if (chunks.Is("gAMA"u8) && chunks.Data.Length == 4)
                gamma = chunks.Data;
            if (chunks.Is("cHRM"u8) && chunks.Data.Length == 32)
                chromaticities = chunks.Data;
        }

        if (hasProfile || isSrgb)
            return None;
        var transfer = gamma.IsEmpty ? null : TransferOf(BinaryPrimitives.ReadUInt32BigEndian(gamma) / GammaUnit);
        var primaries = chromaticities.IsEmpty ? null : ChromaticitiesOf(chromaticities);
        if (transfer is null && (primaries is null || primaries.IsNear(ColourPrimaries.Srgb)))
            return None;
        var conversion = new ColourConversion(transfer ?? TransferFunction.Srgb, primaries ?? ColourPrimaries.Srgb);
        return new PngColours(conversion, OverridesProfile: false);
    }

    /// <summary>Coding-independent code points (ITU-T H.273): primaries, transfer, matrix (0: RGB), full range (1).</summary>
    private static PngColours? CodePoints(ReadOnlySpan<byte> points)
    {
        if (points[2] != 0 || points[3] != 1)
            return null;
        ColourPrimaries? primaries = points[0] switch
        {
            1 => ColourPrimaries.Srgb,
            9 => ColourPrimaries.Bt2020,
            11 or 12 => ColourPrimaries.DisplayP3,
            _ => null,
        };
        TransferFunction? transfer = points[1] switch
        {
            1 or 6 or 13 or 14 or 15 => TransferFunction.Srgb, // BT.709's curve is shown as sRGB's by browsers
            4 => TransferFunction.Gamma(2.2),
            5 => TransferFunction.Gamma(2.8),
            8 => TransferFunction.Gamma(1),
            16 => TransferFunction.Pq,
            18 => TransferFunction.Hlg,
            _ => null,
        };
        if (primaries is null || transfer is null)
            return null;
        var isSrgb = primaries == ColourPrimaries.Srgb && transfer == TransferFunction.Srgb;
        return new PngColours(isSrgb ? null : new ColourConversion(transfer, primaries), OverridesProfile: true);
    }

    /// <summary>Null where it is sRGB's, or no gamma at all.</summary>
    private static TransferFunction? TransferOf(double gamma) =>
        gamma <= 0 || Math.Abs((gamma / SrgbGamma) - 1) <= GammaTolerance ? null : TransferFunction.Gamma(1 / gamma);

    private static ColourPrimaries? ChromaticitiesOf(ReadOnlySpan<byte> data)
    {
        Span<double> values = stackalloc double[8];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadUInt32BigEndian(data[(4 * i)..]) / GammaUnit;
        return ColourPrimaries.Of((values[2], values[3]), (values[4], values[5]), (values[6], values[7]), (values[0], values[1]));
    }
}
