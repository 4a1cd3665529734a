using System.Text.Json;
using System.Text.Unicode;

namespace Serverless.Core;

/// <summary>
/// JSON as senders write it. A mark at the start of UTF-8 is passed over (RFC 8259, section 8.1, lets a reader do so); another encoding is
/// named, for the parser would only say where it stumbled.
/// </summary>
public static class JsonText
{
    /// <summary>What is wrong where a name is no text.</summary>
    public const string NotUnicode = "A text in the JSON is no Unicode: half of a surrogate pair stands alone.";

    /// <summary>Parses.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="options">The parser's.</param>
    /// <returns>The document, or one sentence on what is wrong.</returns>
    public static Result<JsonDocument, string> Parse(ReadOnlyMemory<byte> body, JsonDocumentOptions options = default)
    {
        if (EncodingOf(body.Span) is { } encoding)
            return $"The body is JSON in {encoding}; send it in UTF-8.";
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (!Utf8.IsValid(body.Span))
        {
            return "The body is no valid UTF-8, which JSON is sent in; check what encodes it (Latin-1?), or what is sent as JSON.";
        }

        try
        {
            var document = JsonDocument.Parse(body, options);
            if (HasUnicodeNames(document.RootElement))
                return document;
            document.Dispose();
            return NotUnicode;
        }
        catch (InvalidOperationException)
        {
            return NotUnicode; // names were compared, to find one that stands there twice
        }
        catch (JsonException error)
        {
            return FormattableString.Invariant(
                $"The body is no JSON that can be read (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1})."
            );
        }
    }

    /// <summary>A name that is no text would end every look at its object with an exception.</summary>
    private static bool HasUnicodeNames(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element
                    .EnumerateObject()
                    .All(property => property.Name is not null && HasUnicodeNames(property.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(HasUnicodeNames),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>An encoding that is not UTF-8, by its mark or by the zeros that ASCII has in it; null where there is neither.</summary>
    private static string? EncodingOf(ReadOnlySpan<byte> body) =>
        body switch
        {
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, not 0, ..] or [not 0, 0, 0, 0, ..] => "UTF-32",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..] => "UTF-16",
            _ => null,
        };
}
