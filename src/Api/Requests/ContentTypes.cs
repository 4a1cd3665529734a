using System.Net.Http.Headers;
using Serverless.Core.Pipeline;

namespace Serverless.Api.Requests;

/// <summary>Failures for a wrong Content-Type header, where the picture may be right.</summary>
internal static class ContentTypes
{
    private const string Field = "Content-Type",
        Form = "application/x-www-form-urlencoded";

    private const string Taken = "image/* or application/octet-stream for the picture itself, multipart/form-data, or application/json";

    /// <summary>The failure for a media type that no format of a request has.</summary>
    /// <param name="header">The header as it was sent.</param>
    /// <param name="media">Its media type; null where it cannot be read.</param>
    /// <param name="body">The body.</param>
    public static CaptionFailure Refuse(string header, string? media, ReadOnlySpan<byte> body)
    {
        var sent = BodyFormat.PictureOf(body) is { } picture
            ? $" The body looks like {picture}: send Content-Type: {picture}."
            : $" Send {Taken}.";
        var why = media switch
        {
            null => $"The Content-Type header '{Plain(header)}' is no media type.",
            Form => $"The Content-Type header says {Form}, which curl --data-binary and HTML forms send by themselves; "
                + "a body of that type is not read. Name the type (curl -H 'Content-Type: image/jpeg').",
            _ => $"The Content-Type header says {Plain(media)}, which is not taken.",
        };
        return new CaptionFailure(FailureReason.UnsupportedMediaType, why + sent);
    }

    /// <summary>What is wrong with the charset of a type that is read as UTF-8; null when nothing is.</summary>
    /// <param name="type">The header.</param>
    public static CaptionFailure? CharsetError(MediaTypeHeaderValue type)
    {
        var charset = type.CharSet?.Trim('"');
        return charset is null || charset.ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii"
            ? null
            : new CaptionFailure(
                FailureReason.UnsupportedMediaType,
                $"The Content-Type header says charset={Plain(charset)}; {type.MediaType} is read as UTF-8.",
                Field
            );
    }

    private static string Plain(string text)
    {
        const int MaxLength = 60;
        var plain = new string([.. text.Take(MaxLength).Select(letter => letter is >= ' ' and <= '~' ? letter : '?')]);
        return text.Length > MaxLength ? plain + "…" : plain;
    }
}
