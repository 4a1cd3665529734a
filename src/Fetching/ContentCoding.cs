using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Serverless.Core;
using Serverless.Core.Pipeline;

namespace Serverless.Fetching;

/// <summary>
/// Decompresses bytes that are sent or stored compressed (RFC 9110, section 8.4.1): one layer is undone, up to the limit for uncompressed
/// bytes. The decompressed bytes are the picture, not the stored ones.
/// </summary>
public static class ContentCoding
{
    private const string Taken = "gzip, deflate and br";

    private const string Header = "Content-Encoding";

    private const int BufferBytes = 64 << 10;

    private const uint Adler = 65_521;

    private static readonly byte[] EndMarker = RandomNumberGenerator.GetBytes(16);

    private static readonly byte[] EndPiece = MakeEndPiece();

    /// <summary>Undoes what a Content-Encoding header says.</summary>
    /// <param name="header">The header; null where there is none.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="maxBytes">Max bytes after decoding.</param>
    /// <param name="field">The field that failures name.</param>
    /// <returns>The bytes, or why they cannot be had: a coding that is not taken, more than one, damaged data, too many bytes.</returns>
    public static Result<BodyBytes, CaptionFailure> Decode(string? header, ReadOnlyMemory<byte> bytes, long maxBytes, string? field = null)
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

        var (plain, end) = Expand(bytes, decoder, maxBytes);
        return end switch
        {
            ExpansionEnd.Complete => new BodyBytes(plain),
            ExpansionEnd.TooLarge => TooLarge(maxBytes, field),
            _ => new CaptionFailure(
                FailureReason.MalformedRequest,
                $"Content-Encoding says {codings[0].ToLowerInvariant()}, and the bytes are not that, or are damaged or cut off.",
                field ?? Header
            ),
        };
    }

    /// <summary>
    /// Undoes gzip on bytes of a store, detected by their magic number: no picture begins as gzip does, and stores keep what a sender
    /// compressed. Bytes that cannot be decompressed stay as they are.
    /// </summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="maxBytes">Max bytes after decoding.</param>
    public static Result<byte[], CaptionFailure> OfStored(byte[] bytes, long maxBytes)
    {
        if (bytes is not [0x1F, 0x8B, 0x08, ..])
            return bytes;
        var (plain, end) = Expand(bytes, Gzip, maxBytes);
        return end switch
        {
            ExpansionEnd.Complete => plain,
            ExpansionEnd.TooLarge => TooLarge(maxBytes, null),
            _ => bytes,
        };
    }

    private static CaptionFailure TooLarge(long maxBytes, string? field) =>
        new(
            FailureReason.BodyTooLarge,
            FormattableString.Invariant($"More than the {maxBytes} bytes that are taken come of it when its compression is undone."),
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

    private static (byte[] Plain, ExpansionEnd End) Expand(ReadOnlyMemory<byte> bytes, Decoder decoder, long maxBytes)
    {
        try
        {
            using var plain = new MemoryStream();
            var end = decoder(bytes, plain, maxBytes);
            return (end == ExpansionEnd.Complete ? plain.ToArray() : [], end);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return ([], ExpansionEnd.Damaged);
        }
    }

    /// <summary>
    /// .NET's stream accepts a missing end. Gzip members may follow one another (RFC 1952, section 2.2), so a member of our own is
    /// appended: it comes out at the end only where the data before it is complete.
    /// </summary>
    private static ExpansionEnd Gzip(ReadOnlyMemory<byte> bytes, MemoryStream plain, long maxBytes)
    {
        using var source = new MemoryStream([.. bytes.Span, .. EndPiece]);
        using var stream = new GZipStream(source, CompressionMode.Decompress);
        if (!Copy(stream, plain, maxBytes + EndMarker.Length))
            return ExpansionEnd.TooLarge;
        if (plain.Length < EndMarker.Length || !plain.GetBuffer().AsSpan(0, (int)plain.Length).EndsWith(EndMarker))
        {
            return ExpansionEnd.Damaged;
        }

        plain.SetLength(plain.Length - EndMarker.Length);
        return ExpansionEnd.Complete;
    }

    /// <summary>The sum at the end (RFC 1950, section 2.2) says whether all of it came.</summary>
    private static ExpansionEnd Zlib(ReadOnlyMemory<byte> bytes, MemoryStream plain, long maxBytes)
    {
        using var source = new MemoryStream(bytes.ToArray());
        using var stream = new ZLibStream(source, CompressionMode.Decompress);
        if (!Copy(stream, plain, maxBytes))
            return ExpansionEnd.TooLarge;
        var (a, b) = (1u, 0u);
        foreach (var value in plain.GetBuffer().AsSpan(0, (int)plain.Length))
            b = (b + (a = (a + value) % Adler)) % Adler;
        return BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[^4..]) == ((b << 16) | a) ? ExpansionEnd.Complete : ExpansionEnd.Damaged;
    }

    /// <summary>Without a frame nothing says where the end is; a picture that is cut off is found out as one.</summary>
    private static ExpansionEnd Deflate(ReadOnlyMemory<byte> bytes, MemoryStream plain, long maxBytes)
    {
        using var source = new MemoryStream(bytes.ToArray());
        using var stream = new DeflateStream(source, CompressionMode.Decompress);
        return !Copy(stream, plain, maxBytes) ? ExpansionEnd.TooLarge
            : plain.Length == 0 ? ExpansionEnd.Damaged
            : ExpansionEnd.Complete;
    }

    private static ExpansionEnd Brotli(ReadOnlyMemory<byte> bytes, MemoryStream plain, long maxBytes)
    {
        using var decoder = new BrotliDecoder();
        var rest = bytes.Span;
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var status = decoder.Decompress(rest, buffer, out var taken, out var written);
            rest = rest[taken..];
            if (plain.Length + written > maxBytes)
                return ExpansionEnd.TooLarge;
            plain.Write(buffer, 0, written);
            if (status == OperationStatus.Done)
                return rest.IsEmpty ? ExpansionEnd.Complete : ExpansionEnd.Damaged;
            if (status != OperationStatus.DestinationTooSmall)
                return ExpansionEnd.Damaged;
        }
    }

    /// <returns>False where there is more than is taken.</returns>
    private static bool Copy(Stream stream, MemoryStream plain, long maxBytes)
    {
        var buffer = new byte[BufferBytes];
        while (stream.Read(buffer) is var count and > 0)
        {
            if (plain.Length + count > maxBytes)
                return false;
            plain.Write(buffer, 0, count);
        }

        return true;
    }

    private static byte[] MakeEndPiece()
    {
        using var kept = new MemoryStream();
        using (var zip = new GZipStream(kept, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(EndMarker);
        return kept.ToArray();
    }

    private delegate ExpansionEnd Decoder(ReadOnlyMemory<byte> bytes, MemoryStream plain, long maxBytes);

    private enum ExpansionEnd
    {
        Complete,
        TooLarge,
        Damaged,
    }
}
