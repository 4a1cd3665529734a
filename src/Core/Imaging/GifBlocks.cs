namespace Serverless.Core.Imaging;

/// <summary>The block structure of a GIF (GIF89a, sections 15 to 27), without its pixels. Linear in the bytes.</summary>
/// <param name="Frames">Images that begin in the file.</param>
/// <param name="CompleteFrames">Images whose data is all there.</param>
/// <param name="EndOfCompleteFrames">Offset behind the data of the last whole image; 0 without one.</param>
/// <param name="LacksTerminator">Whether that data ends with the file, without the empty block that closes it.</param>
internal readonly record struct GifBlocks(int Frames, int CompleteFrames, int EndOfCompleteFrames, bool LacksTerminator)
{
    private const byte Extension = 0x21,
        Image = 0x2C;
    private const int HeaderSize = 13,
        DescriptorSize = 9;

    public static GifBlocks Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize)
            return default;
        var (frames, completeFrames, end, isOpen) = (0, 0, 0, false);
        var at = HeaderSize + ColourTable(bytes[10]);
        while (at < bytes.Length)
        {
            var block = bytes[at++];
            if (block == Extension)
            {
                at = AfterSubBlocks(bytes, at + 1);
                continue;
            }

            if (block != Image || at + DescriptorSize >= bytes.Length)
                break;
            frames++;
            at = AfterSubBlocks(bytes, at + DescriptorSize + ColourTable(bytes[at + DescriptorSize - 1]) + 1); // 1: the code size
            if (at > bytes.Length + 1)
                break; // the terminator alone may be missing
            completeFrames++;
            isOpen = at > bytes.Length;
            end = Math.Min(at, bytes.Length);
        }

        return new GifBlocks(frames, completeFrames, end, isOpen);
    }

    private static int ColourTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>Behind the terminator; more than one past the end where a sub-block is cut.</summary>
    private static int AfterSubBlocks(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length && bytes[at] != 0)
            at += bytes[at] + 1;
        return at + 1;
    }
}
