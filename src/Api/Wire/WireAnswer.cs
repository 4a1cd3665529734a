namespace Serverless.Api.Wire;

/// <summary>An HTTP answer for every host to send its own way.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Media type; null without a body.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">Further headers.</param>
/// <param name="Note">What the log line of this request says; never words, pixels or keys.</param>
/// <param name="Verdict">The verdict on a caption or on given words, for measurements; null where there is none.</param>
public sealed record WireAnswer(
    int Status,
    string? ContentType,
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string Note = "",
    string? Verdict = null
)
{
    /// <summary>What every answer carries besides its own headers.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Always { get; } =
    [new("X-Content-Type-Options", "nosniff"), new("Cache-Control", "no-store")];
}
