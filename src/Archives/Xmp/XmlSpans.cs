using System.Globalization;
using System.Text;
using System.Xml;

namespace Serverless.Archives.Xmp;

/// <summary>
/// Finds where the elements of an XML text stand. .NET's own reader decides first whether the text is well-formed and has no DTD; what is
/// left is short enough to be read here, with every character's place.
/// </summary>
internal static class XmlSpans
{
    public const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";

    private const int MaxElements = 100_000,
        MaxDepth = 200;

    /// <summary>All elements, in the order of their start tags; the first is the root.</summary>
    /// <exception cref="InvalidDataException">It is no XML, or more of it than is read.</exception>
    public static IReadOnlyList<XmlSpan> Read(string text)
    {
        Check(text);
        var found = new List<XmlSpan>();
        var (open, depth) = ((XmlSpan?)null, 0);
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at))
        {
            if (Aside(text, at) is { } behind)
                at = behind;
            else if (text[at + 1] == '/')
            {
                open!.ContentEnd = at;
                at = open.End = text.IndexOf('>', at) + 1;
                (open, depth) = (open.Parent, depth - 1);
            }
            else
            {
                var element = Tag(text, at, open);
                if (found.Count == MaxElements || depth == MaxDepth)
                {
                    throw new InvalidDataException("The XMP packet holds more elements, or deeper ones, than are read.");
                }

                found.Add(element);
                open?.Children.Add(element);
                at = element.ContentStart;
                if (!element.IsSelfClosed)
                    (open, depth) = (element, depth + 1);
            }
        }

        return found;
    }

    /// <summary>The characters of an element, those of elements in it among them.</summary>
    public static string Value(string text, XmlSpan element)
    {
        var value = new StringBuilder();
        for (var at = element.ContentStart; at < element.ContentEnd; )
        {
            var tag = text.IndexOf('<', at, element.ContentEnd - at);
            var end = tag < 0 ? element.ContentEnd : tag;
            value.Append(Decoded(Lines(text[at..end])));
            if (tag < 0)
                break;
            at = Aside(text, tag) ?? TagEnd(text, tag);
            if (text.AsSpan(tag).StartsWith("<![CDATA["))
                value.Append(Lines(text[(tag + 9)..(at - 3)]));
        }

        return value.ToString();
    }

    private static void Check(string text)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(text.StartsWith('\uFEFF') ? text[1..] : text), settings);
            while (reader.Read()) { }
        }
        catch (XmlException error)
        {
            throw new InvalidDataException($"The XMP packet is no XML: {error.Message}", error);
        }
    }

    /// <summary>Where a comment, a CDATA section or a processing instruction ends; null where none stands here.</summary>
    private static int? Aside(string text, int at)
    {
        var rest = text.AsSpan(at);
        var end =
            rest.StartsWith("<!--") ? "-->"
            : rest.StartsWith("<![CDATA[") ? "]]>"
            : rest.StartsWith("<?") ? "?>"
            : null;
        return end is null ? null : text.IndexOf(end, at + 2, StringComparison.Ordinal) + end.Length;
    }

    private static int TagEnd(string text, int at)
    {
        var quote = '\0';
        for (; ; at++)
        {
            if (quote != '\0')
                quote = text[at] == quote ? '\0' : quote;
            else if (text[at] is '"' or '\'')
                quote = text[at];
            else if (text[at] == '>')
                return at + 1;
        }
    }

    private static XmlSpan Tag(string text, int start, XmlSpan? parent)
    {
        var end = TagEnd(text, start);
        var isSelfClosed = text[end - 2] == '/';
        var at = start + 1;
        while (!IsSpace(text[at]) && text[at] is not ('>' or '/'))
            at++;
        var (prefix, local) = Split(text[(start + 1)..at]);
        var attributes = Attributes(text, at, end);
        var bare = new XmlSpan
        {
            Prefix = "",
            Local = "",
            Namespace = "",
            Parent = parent,
            Attributes = attributes,
            Start = start,
            ContentStart = end,
            IsSelfClosed = true,
        };
        return new XmlSpan
        {
            Prefix = prefix,
            Local = local,
            Namespace = bare.Meaning(prefix) ?? "",
            Parent = parent,
            Attributes =
            [
                .. attributes.Select(one => one.Prefix.Length == 0 ? one : one with { Namespace = bare.Meaning(one.Prefix) ?? "" }),
            ],
            Start = start,
            ContentStart = end,
            ContentEnd = end,
            End = end,
            IsSelfClosed = isSelfClosed,
        };
    }

    private static List<XmlAttributeSpan> Attributes(string text, int at, int end)
    {
        var found = new List<XmlAttributeSpan>();
        while (true)
        {
            var start = at;
            while (IsSpace(text[at]))
                at++;
            if (text[at] is '>' or '/')
                return found;
            var name = at;
            while (text[at] != '=' && !IsSpace(text[at]))
                at++;
            var (prefix, local) = Split(text[name..at]);
            while (text[at] is not ('"' or '\''))
                at++;
            var close = text.IndexOf(text[at], at + 1, end - at - 1);
            var value = Decoded(
                text[(at + 1)..close]
                    .Replace("\r\n", " ", StringComparison.Ordinal)
                    .Replace('\r', ' ')
                    .Replace('\n', ' ')
                    .Replace('\t', ' ')
            );
            found.Add(new XmlAttributeSpan(prefix, local, value, start, at, close + 1));
            at = close + 1;
        }
    }

    private static (string Prefix, string Local) Split(string name) =>
        name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (name[..colon], name[(colon + 1)..]) : ("", name);

    private static bool IsSpace(char character) => character is ' ' or '\t' or '\r' or '\n';

    /// <summary>XML 1.0, section 2.11.</summary>
    private static string Lines(string text) =>
        text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;

    private static string Decoded(string text)
    {
        if (!text.Contains('&', StringComparison.Ordinal))
            return text;
        var made = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var end = text[at] == '&' ? text.IndexOf(';', at) : -1;
            if (end < 0)
            {
                made.Append(text[at]);
                continue;
            }

            made.Append(Entity(text[(at + 1)..end]));
            at = end;
        }

        return made.ToString();
    }

    private static string Entity(string name) =>
        name switch
        {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            "apos" => "'",
            ['#', 'x', .. var digits] => char.ConvertFromUtf32(int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
            ['#', .. var digits] => char.ConvertFromUtf32(int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)),
            _ => throw new InvalidDataException($"The XMP packet names an entity that XML does not have: {name}."),
        };
}
