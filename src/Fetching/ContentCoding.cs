using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Fetching;

/// <summary>
/// Bytes that travel or lie compressed (RFC 9110, section 8.4.1): one layer is taken off, and no more comes of it than would be taken
/// uncompressed. A picture is what comes of it, not what was stored.
/// </summary>
public static class ContentCoding
{
    private const string Taken = "gzip, deflate and br";

    private const string Header = "Content-Encoding";

    private const int BufferBytes = 64 << 10;

    private const uint Adler = 65_521;

    private static readonly byte[] EndMark = RandomNumberGenerator.GetBytes(16);

    private static readonly byte[] EndPiece = MakeEndPiece();

    /// <summary>Undoes what a Content-Encoding header says.</summary>
    /// <param name="header">The header; null where there is none.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="mostBytes">Most bytes that may come of them.</param>
    /// <param name="field">The field at fault, for failures.</param>
    /// <returns>The bytes, or why they cannot be had: a coding that is not taken, more than one, damaged data, too many bytes.</returns>
    public static Result<BodyBytes, CaptionFailure> Decode(
        string? header,
        ReadOnlyMemory<byte> bytes,
        long mostBytes,
        string? field = null
    )
    {
        var named = (header ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var codings = named.Where(name => !name.Equals("identity", StringComparison.OrdinalIgnoreCase)).ToList();
        if (codings.Count == 0)
            return new BodyBytes(bytes);
        if (codings.Count > 1)
        {
            return new CaptionFailure(
                FailureReason.UnsupportedMediaType,
                $"Content-Encoding names several codings; one of {Taken} is undone, or none.",
                field ?? Header
            );
        }

        if (DecoderOf(codings[0], bytes.Span) is not { } decoder)
        {
            var name = codings[0].Length <= 40 && codings[0].All(char.IsAsciiLetterOrDigit) ? $"'{codings[0]}'" : "of that name";
            return new CaptionFailure(
                FailureReason.UnsupportedMediaType,
                $"A Content-Encoding {name} is not undone here; {Taken} are.",
                field ?? Header
            );
        }

        var (plain, end) = Expand(bytes, decoder, mostBytes);
        return end switch
        {
            ExpansionEnd.Whole => new BodyBytes(plain),
            ExpansionEnd.TooLarge => TooLarge(mostBytes, field),
            _ => new CaptionFailure(
                FailureReason.MalformedRequest,
                $"Content-Encoding says {codings[0].ToLowerInvariant()}, and the bytes are not that, or are damaged or cut off.",
                field ?? Header
            ),
        };
    }

    /// <summary>
    /// Undoes gzip on bytes of a store, told by themselves: no picture begins as gzip does, and stores keep what a sender compressed. What
    /// cannot be undone stays as it is.
    /// </summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="mostBytes">Most bytes that may come of them.</param>
    public static Result<byte[], CaptionFailure> OfStored(byte[] bytes, long mostBytes)
    {
        if (bytes is not [0x1F, 0x8B, 0x08, ..])
            return bytes;
        var (plain, end) = Expand(bytes, Gzip, mostBytes);
        return end switch
        {
            ExpansionEnd.Whole => plain,
            ExpansionEnd.TooLarge => TooLarge(mostBytes, null),
            _ => bytes,
        };
    }

    private static CaptionFailure TooLarge(long mostBytes, string? field) =>
        new(
            FailureReason.BodyTooLarge,
            FormattableString.Invariant($"More than the {mostBytes} bytes that are taken come of it when its compression is undone."),
            field
        );

    private static Decoder? DecoderOf(string name, ReadOnlySpan<byte> bytes) =>
        name.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => Gzip,
            "br" => Brotli,
            "deflate" => IsZlib(bytes) ? Zlib : Deflate, // some senders leave zlib's frame out
            _ => null,
        };

    /// <summary>RFC 1950, section 2.2.</summary>
    private static bool IsZlib(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 2 && (bytes[0] & 0x0F) == 8 && ((bytes[0] << 8) | bytes[1]) % 31 == 0;

    private static (byte[] Plain, ExpansionEnd End) Expand(ReadOnlyMemory<byte> bytes, Decoder decoder, long mostBytes)
    {
        try
        {
            using var plain = new MemoryStream();
            var end = decoder(bytes, plain, mostBytes);
            return (end == ExpansionEnd.Whole ? plain.ToArray() : [], end);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return ([], ExpansionEnd.Damaged);
        }
    }

    /// <summary>
    /// .NET's stream passes over a missing end. Gzip data may stand one behind the other (RFC 1952, section 2.2), so a piece of our own is
    /// put behind it: only where the data before it is whole
    /// does that come out at the end.
    /// </summary>
    private static ExpansionEnd Gzip(ReadOnlyMemory<byte> bytes, MemoryStream plain, long mostBytes)
    {
        using var source = new MemoryStream([.. bytes.Span, .. EndPiece]);
        using var stream = new GZipStream(source, CompressionMode.Decompress);
        if (!Copy(stream, plain, mostBytes + EndMark.Length))
            return ExpansionEnd.TooLarge;
        if (plain.Length < EndMark.Length || !plain.GetBuffer().AsSpan(0, (int)plain.Length).EndsWith(EndMark))
        {
            return ExpansionEnd.Damaged;
        }

        plain.SetLength(plain.Length - EndMark.Length);
        return ExpansionEnd.Whole;
    }

    /// <summary>The sum at the end (RFC 1950, section 2.2) says whether all of it came.</summary>
    private static ExpansionEnd Zlib(ReadOnlyMemory<byte> bytes, MemoryStream plain, long mostBytes)
    {
        using var source = new MemoryStream(bytes.ToArray());
        using var stream = new ZLibStream(source, CompressionMode.Decompress);
        if (!Copy(stream, plain, mostBytes))
            return ExpansionEnd.TooLarge;
        var (a, b) = (1u, 0u);
        foreach (var value in plain.GetBuffer().AsSpan(0, (int)plain.Length))
            b = (b + (a = (a + value) % Adler)) % Adler;
        return BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[^4..]) == ((b << 16) | a) ? ExpansionEnd.Whole : ExpansionEnd.Damaged;
    }

    /// <summary>Without a frame nothing says where the end is; a picture that is cut off is found out as one.</summary>
    private static ExpansionEnd Deflate(ReadOnlyMemory<byte> bytes, MemoryStream plain, long mostBytes)
    {
        using var source = new MemoryStream(bytes.ToArray());
        using var stream = new DeflateStream(source, CompressionMode.Decompress);
        return !Copy(stream, plain, mostBytes) ? ExpansionEnd.TooLarge
            : plain.Length == 0 ? ExpansionEnd.Damaged
            : ExpansionEnd.Whole;
    }

    private static ExpansionEnd Brotli(ReadOnlyMemory<byte> bytes, MemoryStream plain, long mostBytes)
    {
        using var decoder = new BrotliDecoder();
        var rest = bytes.Span;
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var status = decoder.Decompress(rest, buffer, out var taken, out var written);
            rest = rest[taken..];
            if (plain.Length + written > mostBytes)
                return ExpansionEnd.TooLarge;
            plain.Write(buffer, 0, written);
            if (status == OperationStatus.Done)
                return rest.IsEmpty ? ExpansionEnd.Whole : ExpansionEnd.Damaged;
            if (status != OperationStatus.DestinationTooSmall)
                return ExpansionEnd.Damaged;
        }
    }

    /// <returns>False where there is more than is taken.</returns>
    private static bool Copy(Stream stream, MemoryStream plain, long mostBytes)
    {
        var buffer = new byte[BufferBytes];
        while (stream.Read(buffer) is var count and > 0)
        {
            if (plain.Length + count > mostBytes)
                return false;
            plain.Write(buffer, 0, count);
        }

        return true;
    }

    private static byte[] MakeEndPiece()
    {
        using var kept = new MemoryStream();
        using (var zip = new GZipStream(kept, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(EndMark);
        return kept.ToArray();
    }

    private delegate ExpansionEnd Decoder(ReadOnlyMemory<byte> bytes, MemoryStream plain, long mostBytes);

    private enum ExpansionEnd
    {
        Whole,
        TooLarge,
        Damaged,
    }
}
