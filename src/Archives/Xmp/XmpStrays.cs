using System.Text;

namespace Serverless.Archives.Xmp;

/// <summary>
/// Finds text outside the parts a format has for it (XMP Specification Part 3, 2: packet scanning): our properties' names are searched
/// in the bytes themselves.
/// </summary>
internal static class XmpStrays
{
    private const int Max = 64;

    private static readonly byte[][] Names =
    [
        .. ((string[])[XmpProperties.AltText, XmpProperties.Extended]).SelectMany(name =>
            (byte[][])[Encoding.UTF8.GetBytes(name), Encoding.Unicode.GetBytes(name), Encoding.BigEndianUnicode.GetBytes(name)]
        ),
    ];

    private static readonly (byte[] Start, byte[] End)[] Envelopes =
    [
        ("<x:xmpmeta"u8.ToArray(), "</x:xmpmeta>"u8.ToArray()),
        ("<rdf:RDF"u8.ToArray(), "</rdf:RDF>"u8.ToArray()),
    ];

    /// <summary>Packets, or the positions of names outside any readable packet.</summary>
    /// <param name="bytes">What is searched.</param>
    /// <param name="known">Parts that were found in a better way.</param>
    public static IReadOnlyList<XmpPart> In(ReadOnlySpan<byte> bytes, IReadOnlyList<XmpPart> known)
    {
        var found = new List<XmpPart>();
        foreach (var name in Names)
        {
            for (var at = 0; bytes[at..].IndexOf(name) is >= 0 and var hit && found.Count < Max; )
            {
                at += hit;
                var here = at;
                var part = known.Concat(found).FirstOrDefault(one => one.Start <= here && here < one.End);
                if (part is null)
                    found.Add(part = Around(bytes, at, name.Length));
                at = Math.Max(part.End, at + name.Length);
            }
        }

        return found;
    }

    private static XmpPart Around(ReadOnlySpan<byte> bytes, int at, int length)
    {
        foreach (var (head, tail) in Envelopes)
        {
            var start = bytes[..at].LastIndexOf(head);
            var end = bytes[at..].IndexOf(tail);
            if (start >= 0 && end >= 0)
            {
                return new XmpPart(start, at + end + tail.Length, bytes[start..(at + end + tail.Length)].ToArray());
            }
        }

        return new XmpPart(
            at,
            at + length,
            null,
            Error: "An alt text is named in a part of the file that is no XMP packet of a known form."
        );
    }
}
