namespace Serverless.Core.Imaging;

/// <summary>The frames of an animated PNG (PNG third edition, section 4.9) behind its default image, each as a PNG of its own.</summary>
internal static class ApngFrames
{
    private const int ControlSize = 26,
        SequenceSize = 4;

    /// <summary>Frames whose data is in <c>fdAT</c> chunks; none in a plain PNG.</summary>
    public static int Count(ReadOnlySpan<byte> bytes)
    {
        var (frames, isCounted) = (0, true);
        for (var chunks = new PngChunks(bytes); chunks.MoveNext(); )
        {
            if (chunks.Is("fcTL"u8))
                isCounted = false;
            if (!chunks.Is("fdAT"u8) || isCounted)
                continue;
            frames++;
            isCounted = true;
        }

        return frames;
    }

    /// <summary>
    /// A frame as a PNG: its own size, the file's palette and colours. What it does not cover of the canvas is left out.
    /// </summary>
    /// <param name="bytes">The animated PNG.</param>
    /// <param name="index">1 to <see cref="Count"/>.</param>
    public static byte[] Extract(ReadOnlySpan<byte> bytes, int index)
    {
        using var png = new MemoryStream();
        png.Write(bytes[..8]);
        ReadOnlySpan<byte> control = default;
        var (frame, isInFrame) = (0, false);
        for (var chunks = new PngChunks(bytes); chunks.MoveNext() && frame <= index; )
        {
            if (chunks.Is("fcTL"u8) && chunks.Data.Length == ControlSize)
            {
                control = chunks.Data;
                isInFrame = false;
            }
            else if (chunks.Is("fdAT"u8) && chunks.Data.Length > SequenceSize)
            {
                if (!isInFrame && ++frame == index)
                    WriteHead(png, bytes, control);
                isInFrame = true;
                if (frame == index)
                    PngChunks.Write(png, "IDAT"u8, chunks.Data[SequenceSize..]);
            }
        }

        PngChunks.Write(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>All that stands before the default image's data, with the frame's size.</summary>
    private static void WriteHead(MemoryStream png, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> control)
    {
        for (var chunks = new PngChunks(bytes); chunks.MoveNext() && !chunks.Is("IDAT"u8); )
        {
            if (chunks.Is("acTL"u8) || chunks.Is("fcTL"u8))
                continue;
            if (!chunks.Is("IHDR"u8) || control.IsEmpty)
            {
                PngChunks.Write(png, chunks.Type, chunks.Data);
                continue;
            }

            byte[] header = [.. control.Slice(4, 8), .. chunks.Data[8..]]; // width and height of the frame
            PngChunks.Write(png, chunks.Type, header);
        }
    }
}
