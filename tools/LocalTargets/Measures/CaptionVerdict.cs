using System.Text.Json;

namespace Serverless.LocalTargets.Measures;

/// <summary>What a caption document said of its picture, without its words.</summary>
internal enum CaptionVerdict
{
    /// <summary>No caption document.</summary>
    None,

    /// <summary><c>good</c> or <c>review</c>.</summary>
    Captioned,

    /// <summary><c>refused</c>.</summary>
    Refused,
}

/// <summary>Reads the verdict of an answer.</summary>
internal static class CaptionVerdicts
{
    /// <summary>Bytes of an answer that are looked at; caption documents are a few kilobytes.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Whether an answer to this request may be a caption document.</summary>
    public static bool IsAsked(string method, string path) => method == "POST" && path == "/v1/captions";

    /// <param name="status">The answer's status.</param>
    /// <param name="body">Its whole body.</param>
    public static CaptionVerdict Read(int status, ReadOnlySpan<byte> body)
    {
        if (status != 200)
            return CaptionVerdict.None;
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals("verdict"u8))
                    continue;
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                    return CaptionVerdict.None;
                return reader.ValueTextEquals("refused"u8) ? CaptionVerdict.Refused : CaptionVerdict.Captioned;
            }
        }
        catch (JsonException)
        {
            // another document, or a broken one: it has no verdict
        }

        return CaptionVerdict.None;
    }
}
