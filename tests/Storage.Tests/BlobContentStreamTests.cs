namespace Serverless.Storage.Tests;

/// <summary>Content as the vendors' clients read it.</summary>
public sealed class BlobContentStreamTests
{
    private int _opened;

    [Fact]
    public void Nothing_is_opened_before_it_is_read()
    {
        using var stream = Stream("0123456789"u8.ToArray());
        Assert.Equal((10L, 0L, true), (stream.Length, stream.Position, stream.CanSeek));
        Assert.Equal(0, _opened);
    }

    [Fact]
    public async Task Back_at_the_start_the_content_is_opened_anew()
    {
        await using var stream = Stream("0123456789"u8.ToArray());
        Assert.Equal("012", await ReadAsync(stream, 3));
        stream.Position = 0;
        Assert.Equal("0123456789", await ReadAsync(stream, 10));
        Assert.Equal(2, _opened);
    }

    [Theory]
    [InlineData(4, SeekOrigin.Begin, "4")]
    [InlineData(2, SeekOrigin.Current, "5")]
    [InlineData(-1, SeekOrigin.Current, "2")]
    [InlineData(-1, SeekOrigin.End, "9")]
    [InlineData(10, SeekOrigin.Begin, "")]
    public async Task Any_place_is_reached(long offset, SeekOrigin origin, string next)
    {
        await using var stream = Stream("0123456789"u8.ToArray());
        await ReadAsync(stream, 3);
        stream.Seek(offset, origin);
        Assert.Equal(next, await ReadAsync(stream, 1));
    }

    [Fact]
    public void Before_the_start_is_no_place()
    {
        using var stream = Stream([1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Seek(-1, SeekOrigin.Begin));
    }

    private static async Task<string> ReadAsync(Stream stream, int count)
    {
        var buffer = new byte[count];
        var read = await stream.ReadAtLeastAsync(buffer, count, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, read);
    }

    private BlobContentStream Stream(byte[] bytes) =>
        new(
            new BlobContent(
                () =>
                {
                    _opened++;
                    return new OneWay(bytes);
                },
                bytes.Length,
                "text/plain",
                BlobProperties.NoMetadata
            )
        );

    /// <summary>Cannot be put back.</summary>
    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();
    }
}
