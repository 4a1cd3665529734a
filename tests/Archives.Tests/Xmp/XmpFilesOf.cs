using System.Text;
using Serverless.Archives.Xmp;
using Serverless.Testing;

namespace Serverless.Archives.Tests.Xmp;

/// <summary>Files of every format with a packet of a test's own, and their packets again.</summary>
internal static class XmpFilesOf
{
    public const string Rdf = "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'",
        Iptc = "xmlns:i='http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/'";

    private static readonly (string Name, IXmpContainer Carrier)[] Formats =
    [
        ("pillow.jpg", new JpegXmp()),
        ("pillow.png", new PngXmp()),
        ("pillow.webp", new WebpXmp()),
        ("pillow-lzw.tif", new TiffXmp()),
    ];

    public static IEnumerable<string> Names => Formats.Select(format => format.Name);

    public static byte[] Plain(string name) => File.ReadAllBytes(Path.Combine(Repository.Fixtures, "xmp", name));

    /// <summary>A file with a packet of these bytes, whatever they are.</summary>
    public static byte[] With(string name, byte[] packet) => Carrier(name).Embed(Plain(name), packet).Value!;

    public static byte[] With(string name, string packet) => With(name, Encoding.UTF8.GetBytes(packet));

    public static byte[]? Packet(string name, byte[] file) => Carrier(name).Parts(file).FirstOrDefault(part => part.IsMain)?.Packet;

    /// <summary>A packet around properties of one resource.</summary>
    public static string Around(string properties, string attributes = "") =>
        $"<?xpacket begin='\uFEFF' id='W5M0MpCehiHzreSzNTczkc9d'?>\n<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF {Rdf}>\n"
        + $"<rdf:Description rdf:about='' {Iptc} {attributes}>{properties}</rdf:Description>\n"
        + "</rdf:RDF></x:xmpmeta>\n   \n<?xpacket end='w'?>";

    private static IXmpContainer Carrier(string name) => Array.Find(Formats, format => format.Name == name).Carrier;
}
