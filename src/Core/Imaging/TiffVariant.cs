namespace Serverless.Core.Imaging;

/// <summary>
/// Whether a decoder gives a TIFF's colours rightly. Decoders read more variants than they convert: floating-point, signed and wide
/// samples and YCbCr come out as other colours without a word. What is not known to come out right is refused by name.
/// </summary>
/// <param name="Compressions">Compression schemes it decodes (tag 259).</param>
/// <param name="IsSupported">Whether samples of a photometric interpretation and width in bits come out right.</param>
internal sealed record TiffVariant(IReadOnlySet<int> Compressions, Func<TiffPhotometric, int, bool> IsSupported)
{
    private const long UnsignedIntegers = 1,
        Undefined = 4;
    private const int Jpeg = 7;

    private static readonly Dictionary<int, string> CompressionNames = new()
    {
        [6] = "old-style JPEG",
        [9] = "JBIG",
        [34661] = "JBIG",
        [34712] = "JPEG 2000",
        [34887] = "LERC",
        [34925] = "LZMA",
        [50000] = "Zstandard",
        [50001] = "WebP",
        [50002] = "JPEG XL",
        [52546] = "JPEG XL",
    };

    private static readonly string[] SampleFormats =
    [
        "undefined",
        "unsigned",
        "signed",
        "floating-point",
        "undefined",
        "complex",
        "complex",
    ];

    /// <summary>Why a picture is not taken; null where its colours come out right.</summary>
    public ImageFailure? FindUnsupported(TiffDirectory directory)
    {
        if (directory.IsTruncated)
            return null; // told as what it is by the decoding
        var compression = (int)directory.Number(TiffTag.Compression, defaultValue: 1);
        if (!Compressions.Contains(compression))
        {
            return Refuse($"is compressed with {CompressionNames.GetValueOrDefault(compression, $"scheme {compression}")}");
        }

        foreach (var format in directory.Numbers(TiffTag.SampleFormat))
        {
            if (format is UnsignedIntegers or Undefined)
                continue;
            return Refuse($"has {(format is >= 0 and < 7 ? SampleFormats[format] : "unknown")} samples");
        }

        var bits = directory.Numbers(TiffTag.BitsPerSample) is { Length: > 0 } given ? given : [1];
        if (bits.ContainsAnyExcept(bits[0]))
            return Refuse("has channels of different widths");
        var photometric = (TiffPhotometric)directory.Number(TiffTag.Photometric, defaultValue: 1);
        var name = Enum.IsDefined(photometric) ? NameOf(photometric) : $"of photometric interpretation {(int)photometric}";
        if (photometric == TiffPhotometric.YCbCr && compression == Jpeg)
            return null; // the JPEG decoder converts it
        return IsSupported(photometric, (int)Math.Min(bits[0], int.MaxValue)) ? null : Refuse($"is {name} with {bits[0]} bits a sample");
    }

    private static string NameOf(TiffPhotometric photometric) =>
        photometric switch
        {
            TiffPhotometric.WhiteIsZero or TiffPhotometric.BlackIsZero => "gray",
            TiffPhotometric.Palette => "of a palette",
            TiffPhotometric.Mask => "a transparency mask",
            TiffPhotometric.Cmyk => "CMYK",
            TiffPhotometric.YCbCr => "YCbCr without JPEG compression",
            TiffPhotometric.CieLab => "CIE Lab",
            TiffPhotometric.IccLab => "ICC Lab",
            TiffPhotometric.ItuLab => "ITU Lab",
            TiffPhotometric.ColourFilter or TiffPhotometric.LinearRaw => "a camera's raw data",
            TiffPhotometric.LogL or TiffPhotometric.LogLuv => "SGI LogLuv",
            _ => "RGB",
        };

    private static ImageFailure Refuse(string what) =>
        new(
            ImageFailureReason.UnsupportedFormat,
            $"The TIFF picture {what}, which is not taken. "
                + "Save it as RGB or gray with 8 or 16 bits a sample, uncompressed or with LZW, Deflate or JPEG."
        );
}

/// <summary>What samples mean (tag 262): TIFF 6.0 section 8, its supplements, and DNG.</summary>
internal enum TiffPhotometric
{
    WhiteIsZero = 0,
    BlackIsZero = 1,
    Rgb = 2,
    Palette = 3,
    Mask = 4,
    Cmyk = 5,
    YCbCr = 6,
    CieLab = 8,
    IccLab = 9,
    ItuLab = 10,
    ColourFilter = 32803,
    LogL = 32844,
    LogLuv = 32845,
    LinearRaw = 34892,
}
