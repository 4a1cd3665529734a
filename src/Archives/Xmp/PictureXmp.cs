using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>The words inside a picture's file: read, written and taken out, with everything else left byte for byte as it was. JPEG, PNG, WebP and TIFF.</summary>
public static class PictureXmp
{
    private static readonly IXmpCarrier[] Carriers = [new JpegXmp(), new PngXmp(), new WebpXmp(), new TiffXmp()];

    /// <summary>The words a file carries.</summary>
    /// <param name="file">The file.</param>
    /// <returns>None where there are none, or none that can be read.</returns>
    public static XmpWords Read(byte[] file)
    {
        try
        {
            return CarrierOf(file)?.Find(file) is { Length: > 0 } packet ? XmpPacket.Parse(packet).Words() : XmpWords.None;
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            return XmpWords.None;
        }
    }

    /// <summary>The file with other words; other properties of its XMP are kept.</summary>
    /// <param name="file">The file.</param>
    /// <param name="words">The words; <see cref="XmpWords.None"/> takes those there are out.</param>
    /// <returns>The file, or why it cannot carry them.</returns>
    public static Result<byte[], string> Write(byte[] file, XmpWords words)
    {
        if (CarrierOf(file) is not { } carrier) return "XMP is written into JPEG, PNG, WebP and TIFF.";
        try
        {
            var packet = carrier.Find(file) is { Length: > 0 } old ? XmpPacket.Parse(old) : XmpPacket.Empty();
            if (packet.Words() == words) return file;
            packet.Set(words);
            return carrier.Embed(file, packet.IsEmpty ? null : packet.ToBytes());
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            return damaged.Message;
        }
    }

    /// <summary>Names a picture by its file without the XMP: the same before and after words are written into it.</summary>
    /// <param name="file">The file.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Identity(byte[] file)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            if (CarrierOf(file) is not { } carrier) return Convert.ToHexStringLower(SHA256.HashData(file));
            carrier.Digest(file, digest);
            return Convert.ToHexStringLower(digest.GetHashAndReset());
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
    }

    private static IXmpCarrier? CarrierOf(byte[] file) => Array.Find(Carriers, carrier => carrier.Knows(file));

    /// <summary>A length that lies makes a slice that is none.</summary>
    private static bool IsDamage(Exception error) => error is InvalidDataException or ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException;
}
