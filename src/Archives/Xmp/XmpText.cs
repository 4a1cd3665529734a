using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml;

namespace Serverless.Archives.Xmp;

/// <summary>
/// A packet's bytes as text and back, the same bytes: UTF-8, UTF-16 or UTF-32 (ISO 16684-1, section 7.3.2), with what pads it behind.
/// </summary>
/// <param name="Text">The text, a byte order mark at its start among it.</param>
/// <param name="Encoding">How it is written.</param>
/// <param name="Padding">Zeros behind it.</param>
internal sealed record XmpText(string Text, Encoding Encoding, byte[] Padding)
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidDataException">The bytes are no text that is read.</exception>
    public static XmpText Of(byte[] packet)
    {
        var encoding = EncodingOf(packet);
        try
        {
            var whole = encoding.GetString(packet);
            var text = whole.TrimEnd('\0');
            if (ReferenceEquals(encoding, Utf8) && Declared(text) is { } other)
            {
                throw new InvalidDataException($"The XMP packet says that it is written in {other}, which is not read.");
            }

            return new XmpText(text, encoding, packet[encoding.GetByteCount(text)..]);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException("The XMP packet's bytes are no UTF-8, UTF-16 or UTF-32.", error);
        }
    }

    public byte[] With(string text) => [.. Encoding.GetBytes(text), .. Padding];

    /// <summary>What XML can carry of a text: control characters are left out, halves of characters become U+FFFD.</summary>
    public static string Writable(string text)
    {
        var made = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value))
                made.Append(rune);
        }

        return made.ToString();
    }

    private static Encoding EncodingOf(byte[] packet)
    {
        Span<byte> head = [1, 1, 1, 1];
        packet.AsSpan(0, Math.Min(4, packet.Length)).CopyTo(head);
        var first = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (first == 0xFFFE0000 || (head[0] != 0 && (first & 0xFFFFFF) == 0))
        {
            return new UTF32Encoding(bigEndian: false, false, throwOnInvalidCharacters: true);
        }

        if (first == 0x0000FEFF || first is > 0 and < 0x100)
        {
            return new UTF32Encoding(bigEndian: true, false, throwOnInvalidCharacters: true);
        }

        if (first >> 16 == 0xFFFE || (head[0] != 0 && head[1] == 0))
        {
            return new UnicodeEncoding(bigEndian: false, false, throwOnInvalidBytes: true);
        }

        return first >> 16 == 0xFEFF || (head[0] == 0 && head[1] != 0)
            ? new UnicodeEncoding(bigEndian: true, false, throwOnInvalidBytes: true)
            : Utf8;
    }

    /// <summary>What an XML declaration calls the encoding where it is not UTF-8.</summary>
    private static string? Declared(string text)
    {
        var start = text.IndexOf("<?xml ", StringComparison.Ordinal);
        if (start is < 0 or > 1)
            return null;
        var declaration = text[start..text.IndexOf('>', start)];
        var at = declaration.IndexOf("encoding", StringComparison.Ordinal);
        var quote = at < 0 ? -1 : declaration.IndexOfAny(['"', '\''], at);
        if (quote < 0)
            return null;
        var name = declaration[(quote + 1)..].Split(declaration[quote])[0];
        return name.ToLower(CultureInfo.InvariantCulture) is "utf-8" or "utf8" ? null : name;
    }
}
