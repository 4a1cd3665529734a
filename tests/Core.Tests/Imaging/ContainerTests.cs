using System.Buffers.Binary;
using Serverless.Core.Imaging;
using Serverless.Imaging.Vips;

namespace Serverless.Core.Tests.Imaging;

/// <summary>What containers claim is bounded by what they hold, whatever the claim.</summary>
public sealed class ContainerTests
{
    private static readonly byte[][] Starts =
    [
        [0xFF, 0xD8, 0xFF, 0xE0],
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
        "GIF89a"u8.ToArray(),
        "RIFF\u0010\0\0\0WEBP"u8.ToArray(),
        "II*\0"u8.ToArray(),
        "MM\0*"u8.ToArray(),
        "II+\0"u8.ToArray(),
        "MM\0+"u8.ToArray(),
        "\0\0\0\u0018ftypavif"u8.ToArray(),
    ];

    /// <summary>A box of 2^64 - 1 bytes once sent the reader to a negative offset.</summary>
    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 15)]
    [InlineData(1UL << 63)]
    [InlineData(long.MaxValue)]
    [InlineData(17UL)]
    [InlineData(0UL)]
    public void An_AVIF_box_of_any_size_is_told_without_an_exception(ulong size)
    {
        byte[] file = [0, 0, 0, 0x18, .. "ftypavif"u8, 0, 0, 0, 0, .. "avifmif1"u8, 0, 0, 0, 1, .. "mdat"u8, .. new byte[8]];
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(file.Length - 8), size);
        Assert.Equal(size > 16, Truncation.IsTruncated(ImageFormat.Avif, file));
    }

    /// <summary>65,535 entries that each claim a million values of the same bytes would be half a terabyte.</summary>
    [Fact]
    public void The_values_of_a_TIFF_directory_are_read_within_a_budget()
    {
        const int Entries = 65_535;
        var file = new byte[8 + 2 + (Entries * 12) + 4 + 4_000_000];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 8);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), Entries);
        for (var entry = 0; entry < Entries; entry++)
        {
            var at = file.AsSpan(10 + (entry * 12));
            BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)(entry % 2 == 0 ? TiffTag.StripOffsets : TiffTag.StripByteCounts));
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], 4);
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], 900_000);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], 8);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(TiffDirectory.Read(file).IsTruncated); // its strips lie outside
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void A_chain_of_TIFF_pages_that_comes_back_to_itself_ends()
    {
        byte[] file = [.. "II*\0"u8, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0];
        Assert.Equal(1, TiffDirectory.CountPages(file));
    }

    [Fact]
    public void Any_bytes_behind_the_right_first_ones_give_a_picture_or_a_failure()
    {
        var decoder = new VipsImageDecoder(new ImageLimits(MaxPixels: 1_000_000));
        var random = new Random(20_261_126);
        for (var round = 0; round < Serverless.Testing.TestSize.Of(1_500, 100_000); round++)
        {
            var start = Starts[round % Starts.Length];
            var tail = new byte[random.Next(0, 400)];
            random.NextBytes(tail);
            if (round % 3 == 0)
                Array.Fill(tail, (byte)random.Next(256));
            byte[] file = [.. start, .. tail];
            if (decoder.Open(file).TryGet(out var image, out var failure))
                image.Resample(8, 8, ResampleFilter.Nearest);
            else
                Assert.NotEmpty(failure.Detail);
        }
    }
}
