using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Serverless.Core.Storage;

namespace Serverless.Storage.Azure;

/// <summary>Reads a page of List Blobs (learn.microsoft.com/rest/api/storageservices/list-blobs).</summary>
internal static class BlobList
{
    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static BlobPage Read(Stream xml)
    {
        using var reader = XmlReader.Create(xml, Strict);
        var root = XDocument.Load(reader).Root!;
        var items = root.Element("Blobs")!.Elements("Blob").Select(FactsOf);
        return new BlobPage([.. items], root.Element("NextMarker")?.Value is { Length: > 0 } next ? next : null);
    }

    private static BlobFacts FactsOf(XElement blob)
    {
        var (name, properties) = (blob.Element("Name")!, blob.Element("Properties")!);
        var key = name.Attribute("Encoded")?.Value == "true" ? Uri.UnescapeDataString(name.Value) : name.Value;
        return new BlobFacts(
            key,
            properties.Element("Etag")!.Value.Trim('"'),
            long.Parse(properties.Element("Content-Length")!.Value, CultureInfo.InvariantCulture),
            properties.Element("Content-Type")?.Value is { Length: > 0 } type ? type : null,
            DateTimeOffset.Parse(properties.Element("Last-Modified")!.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            null);
    }
}
