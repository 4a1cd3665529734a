using System.Text;

namespace Serverless.Archives.Tests.Xmp;

/// <summary>A well-formed XMP packet of a random shape: prefixes, line ends, comments, sections, forms of properties, padding.</summary>
internal sealed class RandomPacket
{
    private const string RdfSpace = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        IptcSpace = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";

    private readonly Random _random;
    private readonly string _text;
    private readonly string _line;

    public RandomPacket(int seed, string text)
    {
        _random = new Random(seed);
        _text = Archives.Xmp.XmpText.Writable(text).Replace("\r", "", StringComparison.Ordinal);
        _line = Pick("\n", "\r\n", "\r", "", "\n\t");
        var body = Body();
        if (Flip())
        {
            body =
                $"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"{Pick(
                "", " x:xmptk='Any &amp; all'", "\r\n\tx:xmptk=\"1\"")}>{_line}{body}{_line}</x:xmpmeta>";
        }

        if (Flip())
        {
            body =
                $"<?xpacket begin=\"{Pick("\uFEFF", "")}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>{_line}{body}{_line}{new string(
                ' ', _random.Next(40))}{_line}<?xpacket end='{Pick("w", "r")}'?>";
        }
        else if (Flip())
            body = $"<?xml version='1.0' encoding='UTF-8'?>{_line}{body}";
        Bytes = [.. Encoding.UTF8.GetBytes(body), .. new byte[_random.Next(3)]];
    }

    public byte[] Bytes { get; }

    /// <summary>Whether it holds an alt text of a person, in another language than the default one.</summary>
    public bool HasPersons { get; private set; }

    private string Body()
    {
        var prefix = Pick("rdf", "rdf", "r", "");
        var head = prefix.Length == 0 ? $"RDF xmlns=\"{RdfSpace}\" xmlns:q='{RdfSpace}'" : $"{prefix}:RDF xmlns:{prefix}='{RdfSpace}'";
        var name = prefix.Length == 0 ? "RDF" : prefix + ":RDF";
        var resources = string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Resource(prefix)));
        return $"<{head}>{_line}{Aside()}{resources}{Aside()}</{name}{Pick("", " ", "\n")}>";
    }

    private string Resource(string prefix)
    {
        var (element, attribute) = prefix.Length == 0 ? ("", "q:") : (prefix + ":", prefix + ":");
        var about = Pick("", $" {attribute}about=''", $"{_line} {attribute}about=\"uuid:1&amp;2\"");
        var attributes = Pick("", " a:Note='one\ttwo&#10;three'", $" {_line} a:Note=\"{Escaped()}\"");
        var properties = string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Property(element)));
        var name = element + "Description";
        var start = $"<{name}{about} xmlns:a='urn:a' xmlns:i=\"{IptcSpace}\"{attributes}";
        return properties.Length == 0 && Flip() ? $"{start}/>{_line}" : $"{start}>{_line}{properties}{Aside()}</{name}>{_line}";
    }

    private string Property(string rdf)
    {
        if (!HasPersons && _random.Next(6) == 0)
        {
            HasPersons = true;
            return $"<i:AltTextAccessibility>{_line}<{rdf}Alt>{Aside()}<{rdf}li xml:lang='{Pick(
                "fr", "de-AT", "ja")}'>x{Escaped()}</{rdf}li>{_line}</{rdf}Alt></i:AltTextAccessibility>";
        }

        return Pick(
            $"<a:Title>{Escaped()}</a:Title>{_line}",
            $"<a:Empty/>{_line}",
            $"<a:List><{rdf}Bag><{rdf}li>{Escaped()}</{rdf}li><{rdf}li/></{rdf}Bag></a:List>",
            $"<i:Location>{Escaped()}</i:Location>",
            $"<a:Raw><![CDATA[ <b>\r{_line} ]]>&#xD;&lt;&quot;</a:Raw>"
        );
    }

    private string Aside() => Pick("", "", "<!-- AltTextAccessibility, a comment -->", "<?keep me?>", _line + "\t ");

    private string Escaped() =>
        _text
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&#34;", StringComparison.Ordinal) + _line;

    private bool Flip() => _random.Next(2) == 0;

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
