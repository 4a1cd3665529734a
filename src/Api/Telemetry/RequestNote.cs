using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Telemetry;

/// <summary>What endpoints have to say of a request for its log line and its measurements.</summary>
internal sealed class RequestNote
{
    /// <summary>Never captions, pixels, keys or addresses.</summary>
    public string Text { get; set; } = "";

    /// <summary>The verdict on a caption or on given text; null where there is none.</summary>
    public string? Verdict { get; set; }

    /// <summary>Bytes of the body that were read.</summary>
    public long BodyBytes { get; set; }

    /// <summary>The bug that ended the request; null for none.</summary>
    public Exception? Error { get; set; }

    /// <summary>The note of a request.</summary>
    /// <param name="context">The request.</param>
    public static RequestNote Of(HttpContext context)
    {
        if (context.Features.Get<RequestNote>() is { } known)
            return known;
        var note = new RequestNote();
        context.Features.Set(note);
        return note;
    }
}
