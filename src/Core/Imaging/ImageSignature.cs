using System.Buffers.Binary;
using System.Text;

namespace Serverless.Core.Imaging;

/// <summary>
/// Tells pictures from other files by their first bytes, whatever their names. Formats that are not accepted count too, so that they are
/// reported.
/// </summary>
public static class ImageSignature
{
    /// <summary>Bytes that suffice to decide.</summary>
    public const int HeadBytes = 1_024;

    private static readonly byte[][] OtherPictures =
    [
        "8BPS"u8.ToArray(),
        [0x76, 0x2F, 0x31, 0x01],
        [0, 0, 0, 12, .. "JXL "u8, 0x0D, 0x0A, 0x87, 0x0A],
        [0, 0, 0, 12, .. "jP  "u8, 0x0D, 0x0A, 0x87, 0x0A],
        "FUJIFILMCCD-RAW"u8.ToArray(),
    ];

    /// <summary>Whether a file that starts so is a picture.</summary>
    /// <param name="head">Its first <see cref="HeadBytes"/> bytes, or all where it has fewer.</param>
    public static bool IsPicture(ReadOnlySpan<byte> head)
    {
        if (FormatDetector.Detect(head).TryGet(out _, out _))
            return true;
        foreach (var start in OtherPictures)
            if (head.StartsWith(start))
                return true;
        return IsHeic(head) || IsBitmap(head) || IsNetpbm(head) || IsSvg(head);
    }

    private static bool IsHeic(ReadOnlySpan<byte> head) =>
        head.Length >= 12
        && head[4..8].SequenceEqual("ftyp"u8)
        && (
            head[8..].StartsWith("hei"u8)
            || head[8..].StartsWith("hev"u8)
            || head[8..].StartsWith("mif1"u8)
            || head[8..].StartsWith("msf1"u8)
            || head[8..].StartsWith("crx "u8)
        );

    /// <summary>Two letters are no proof: the reserved fields and the length of a known header follow.</summary>
    private static bool IsBitmap(ReadOnlySpan<byte> head) =>
        head.Length >= 18
        && head.StartsWith("BM"u8)
        && BinaryPrimitives.ReadUInt32LittleEndian(head[6..]) == 0
        && BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124;

    private static bool IsNetpbm(ReadOnlySpan<byte> head) =>
        head.Length >= 8
        && head[0] == 'P'
        && head[1] is >= (byte)'1' and <= (byte)'7'
        && head[2] is (byte)'\n' or (byte)' '
        && (char.IsAsciiDigit((char)head[3]) || head[3] is (byte)'#' or (byte)'W');

    private static bool IsSvg(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text.StartsWith("<svg", StringComparison.OrdinalIgnoreCase)
            || (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) && text.Contains("<svg", StringComparison.OrdinalIgnoreCase));
    }
}
