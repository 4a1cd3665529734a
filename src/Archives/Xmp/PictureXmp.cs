using System.Security.Cryptography;
using Serverless.Core;

namespace Serverless.Archives.Xmp;

/// <summary>
/// The text inside a picture's file: read, written and removed, with everything else left byte for byte as it was. It is read wherever it
/// stands, and written in JPEG, PNG, WebP and TIFF.
/// </summary>
public static class PictureXmp
{
    private static readonly IXmpContainer[] Containers = [new JpegXmp(), new PngXmp(), new WebpXmp(), new TiffXmp()];

    /// <summary>The text a file carries.</summary>
    /// <param name="file">The file.</param>
    /// <returns>None where there are none; <see cref="XmpCaption.Unread"/> where there may be some that cannot be read.</returns>
    public static XmpCaption Read(byte[] file)
    {
        var (main, others) = Captions(file);
        return others.Aggregate(main, With);
    }

    /// <summary>The file with another text; everything else of its XMP is kept, texts in other languages too.</summary>
    /// <param name="file">The file.</param>
    /// <param name="caption">The text; <see cref="XmpCaption.None"/> takes ours out, and nobody else's.</param>
    /// <returns>The file, or why it cannot hold the text.</returns>
    public static Result<byte[], string> Write(byte[] file, XmpCaption caption)
    {
        if (ContainerOf(file) is not { } container)
            return "XMP is written into JPEG, PNG, WebP and TIFF.";
        try
        {
            var (there, others) = Captions(file);
            if (others.Exists(other => other.IsByPerson))
            {
                return "It has words in a part that is not written (extended XMP, a second packet, or one of another program's form).";
            }

            if (there == caption || (there with { Others = null, Language = null } == caption && there.Others is not null))
                return file;
            if (there.Unread is { } unread)
                return unread;
            var packet = container.Parts(file).FirstOrDefault(part => part.IsMain)?.Packet is { Length: > 0 } old
                ? XmpPacket.Parse(old)
                : XmpPacket.Empty();
            var made = packet.With(caption);
            return container.Embed(file, XmpPacket.Parse(made).IsEmpty ? null : made);
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            return damaged.Message;
        }
    }

    /// <summary>Names a picture by its file without the XMP: the same before and after text is written into it.</summary>
    /// <param name="file">The file.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Identity(byte[] file)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            if (ContainerOf(file) is not { } container)
                return Convert.ToHexStringLower(SHA256.HashData(file));
            container.Digest(file, digest);
            return Convert.ToHexStringLower(digest.GetHashAndReset());
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
    }

    /// <summary>The text of the main packet, and that of every other one.</summary>
    private static (XmpCaption Main, List<XmpCaption> Others) Captions(byte[] file)
    {
        var container = ContainerOf(file);
        IReadOnlyList<XmpPart> parts;
        var isDamaged = false;
        try
        {
            parts = container?.Parts(file) ?? [];
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            (parts, isDamaged) = ([], true);
        }

        var strays = isDamaged || container?.HasStrays != false ? XmpStrays.In(file, parts) : [];
        var main = parts.FirstOrDefault(part => part.IsMain) is { } found ? Of(found) : XmpCaption.None;
        return (main, [.. parts.Where(part => !part.IsMain).Concat(strays).Select(Of)]);
    }

    private static XmpCaption Of(XmpPart part)
    {
        if (part.Error is { } error)
            return XmpCaption.None with { Unread = error };
        if (part.Packet is not { Length: > 0 } packet || packet.AsSpan().IndexOfAnyExcept((byte)0, (byte)' ') < 0)
            return XmpCaption.None;
        try
        {
            return XmpPacket.Parse(packet).Caption();
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            return XmpCaption.None with { Unread = damaged.Message };
        }
    }

    /// <summary>Text in a second packet is a person's, whatever checksum it has: we write the main packet alone.</summary>
    private static XmpCaption With(XmpCaption main, XmpCaption other)
    {
        var made = main with { Unread = main.Unread ?? other.Unread };
        if (other.AltText is null && other.ExtendedDescription is null)
            return made;
        if (made is { AltText: null, ExtendedDescription: null })
        {
            return made with
            {
                AltText = other.AltText,
                ExtendedDescription = other.ExtendedDescription,
                Language = other.Language,
                Checksum = null,
            };
        }

        return made with
        {
            Others = made.Others ?? new XmpOtherCaption(other.AltText, other.ExtendedDescription, other.Language),
        };
    }

    private static IXmpContainer? ContainerOf(byte[] file) => Array.Find(Containers, container => container.Knows(file));

    /// <summary>A length that lies makes a slice that is none.</summary>
    private static bool IsDamage(Exception error) =>
        error is InvalidDataException or ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException;
}
