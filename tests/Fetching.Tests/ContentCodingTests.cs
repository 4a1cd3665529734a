using System.IO.Compression;
using Serverless.Core.Pipeline;

namespace Serverless.Fetching.Tests;

/// <summary>Compressed bodies and objects: one layer is taken off, within bounds.</summary>
public sealed class ContentCodingTests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i * i / 7))];

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("deflate raw")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("identity, gzip")]
    [InlineData("")]
    [InlineData(null)]
    public void A_coding_that_is_known_is_undone(string? coding)
    {
        var decoded = ContentCoding.Decode(coding?.Replace(" raw", "", StringComparison.Ordinal), Encode(coding, Text), 5_000);
        Assert.True(decoded.TryGet(out var bytes, out var failure), failure?.Detail);
        Assert.Equal(Text, bytes.Bytes.ToArray());
    }

    [Theory]
    [InlineData("zstd", FailureReason.UnsupportedMediaType, "zstd")]
    [InlineData("gzip, br", FailureReason.UnsupportedMediaType, "several")]
    [InlineData("<script>", FailureReason.UnsupportedMediaType, "of that name")]
    [InlineData("gzip damaged", FailureReason.MalformedRequest, "gzip")]
    [InlineData("gzip cut", FailureReason.MalformedRequest, "gzip")]
    [InlineData("br cut", FailureReason.MalformedRequest, "br")]
    [InlineData("deflate cut", FailureReason.MalformedRequest, "deflate")]
    public void One_that_cannot_be_undone_is_named(string how, FailureReason reason, string says)
    {
        var coding =
            how.Split(' ')[0].TrimEnd(',') is "gzip" or "br" or "deflate" && !how.Contains(',', StringComparison.Ordinal)
                ? how.Split(' ')[0]
                : how;
        var encoded = Encode(coding, Text);
        var bytes =
            how.EndsWith("damaged", StringComparison.Ordinal) ? Text
            : how.EndsWith("cut", StringComparison.Ordinal) ? encoded[..^40]
            : encoded;
        var failure = ContentCoding.Decode(coding, bytes, 5_000).Failure!;
        Assert.Equal((reason, "Content-Encoding"), (failure.Reason, failure.Field));
        Assert.Contains(says, failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void No_more_comes_of_it_than_is_taken(string coding)
    {
        var bomb = Encode(coding, new byte[64 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(FailureReason.BodyTooLarge, ContentCoding.Decode(coding, bomb, 1 << 20).Failure!.Reason);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void What_lies_zipped_in_a_store_is_told_by_itself()
    {
        Assert.Equal(Text, ContentCoding.OfStored(Encode("gzip", Text), 5_000).Value);
        Assert.Same(Text, ContentCoding.OfStored(Text, 5_000).Value);
        byte[] damaged = [0x1F, 0x8B, 0x08, 1, 2, 3];
        Assert.Same(damaged, ContentCoding.OfStored(damaged, 5_000).Value); // and is refused by its name as a picture
        Assert.Equal(FailureReason.BodyTooLarge, ContentCoding.OfStored(Encode("gzip", Text), 4_999).Failure!.Reason);
    }

    private static byte[] Encode(string? coding, byte[] bytes)
    {
        using var kept = new MemoryStream();
        using (
            Stream stream = coding?.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" or "identity, gzip" => new GZipStream(kept, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(kept, CompressionLevel.Fastest, leaveOpen: true),
                "deflate raw" => new DeflateStream(kept, CompressionLevel.Fastest, leaveOpen: true),
                "br" => new BrotliStream(kept, CompressionLevel.Fastest, leaveOpen: true),
                _ => new BufferedStream(kept),
            }
        )
        {
            stream.Write(bytes);
            stream.Flush();
            if (stream is BufferedStream)
                return kept.ToArray();
        }

        return kept.ToArray();
    }
}
