using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;

namespace Serverless.CloudStorage;

/// <summary>
/// Resumable uploads (cloud.google.com/storage/docs/performing-resumable-uploads), strict: chunks follow one another, all but the last are
/// multiples of 256 KiB, and an announced length is held to. Preconditions are those of the request that began the session; they are
/// looked at when the object is made.
/// </summary>
internal sealed class ResumableUploads(Buckets buckets)
{
    private const int ChunkUnit = 256 << 10;

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    /// <summary>Answers with the address of a session.</summary>
    public async Task BeginAsync(HttpContext context, Target target, string bucket, Preconditions conditions)
    {
        var request = context.Request;
        var isDescribed = request.ContentLength > 0;
        if (isDescribed && request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true)
        {
            await JsonApi.Send(context, Refusal.Bad("The object's resource is application/json; its bytes go to the session."));
            return;
        }

        var resource = isDescribed ? await JsonNode.ParseAsync(request.Body) : null;
        var name = resource?["name"]?.GetValue<string>() ?? target.Query.GetValueOrDefault("name", "");
        var announced = request.Headers["X-Upload-Content-Length"].ToString();
        if (ObjectNames.Fault(name) is { } why)
        {
            await JsonApi.Send(context, Refusal.Bad(why));
            return;
        }

        if (announced.Length > 0 && !long.TryParse(announced, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            await JsonApi.Send(context, Refusal.Bad("Invalid X-Upload-Content-Length."));
            return;
        }

        var id = Guid.NewGuid().ToString("N");
        var told = request.Headers["X-Upload-Content-Type"].ToString() is { Length: > 0 } header ? header : "application/octet-stream";
        var type = resource?["contentType"]?.GetValue<string>() ?? told;
        var length = announced.Length > 0 ? long.Parse(announced, CultureInfo.InvariantCulture) : (long?)null;
        _sessions[id] = new Session(bucket, name, type, JsonApi.MetadataOf(resource), conditions, length);
        var path = $"/upload/storage/v1/b/{Uri.EscapeDataString(bucket)}/o?uploadType=resumable&upload_id={id}";
        context.Response.Headers.Location = $"{request.Scheme}://{request.Host}{path}";
    }

    /// <summary>Takes a chunk, or tells how far the upload is.</summary>
    public async Task ContinueAsync(HttpContext context, Target target)
    {
        if (!_sessions.TryGetValue(target.Query.GetValueOrDefault("upload_id", ""), out var session))
        {
            await JsonApi.Send(context, new Refusal(404, "notFound", "No such upload session."));
            return;
        }

        using var chunk = new MemoryStream();
        await context.Request.Body.CopyToAsync(chunk);
        if (session.Written is { } written)
        {
            await JsonApi.Send(context, JsonApi.ResourceOf(session.Bucket, written));
            return;
        }

        var text = context.Request.Headers.ContentRange.ToString();
        var range = ContentRangeHeaderValue.TryParse(text, out var read) ? read : null;
        var isStatus = text.StartsWith("bytes */", StringComparison.Ordinal);
        if (range is null && text.Length > 0 && text != "bytes */*")
        {
            await JsonApi.Send(context, Refusal.Bad("Invalid Content-Range."));
            return;
        }

        var fault =
            !isStatus ? session.Append(range, chunk.ToArray())
            : chunk.Length > 0 ? "A request for the status has no content."
            : null;
        if (fault is not null)
            await JsonApi.Send(context, Refusal.Bad(fault));
        else if (session.IsWhole(range?.Length ?? (text.Length == 0 ? session.Received : null)))
            await FinishAsync(context, session);
        else
            SendProgress(context.Response, session.Received);
    }

    /// <summary>Ends a session; Cloud Storage answers 499.</summary>
    public async Task CancelAsync(HttpContext context, Target target)
    {
        var isKnown = _sessions.TryRemove(target.Query.GetValueOrDefault("upload_id", ""), out _);
        if (isKnown)
            context.Response.StatusCode = 499;
        else
            await JsonApi.Send(context, new Refusal(404, "notFound", "No such upload session."));
    }

    private async Task FinishAsync(HttpContext context, Session session)
    {
        var bytes = session.ToArray();
        if (context.Request.Headers["x-goog-hash"].ToString() is { Length: > 0 } told && Digests.Fault(told, bytes) is { } fault)
        {
            await JsonApi.Send(context, Refusal.Bad(fault));
            return;
        }

        var bucket = buckets.Find(session.Bucket)!;
        var (written, refusal) = bucket.Put(session.Name, bytes, session.ContentType, session.Metadata, session.Conditions);
        session.Written = written;
        await (written is null ? JsonApi.Send(context, refusal!) : JsonApi.Send(context, JsonApi.ResourceOf(session.Bucket, written)));
    }

    private static void SendProgress(HttpResponse response, long received)
    {
        response.StatusCode = 308;
        if (received > 0)
            response.Headers.Range = string.Create(CultureInfo.InvariantCulture, $"bytes=0-{received - 1}");
    }

    private sealed record Session(
        string Bucket,
        string Name,
        string ContentType,
        IReadOnlyDictionary<string, string> Metadata,
        Preconditions Conditions,
        long? Announced
    )
    {
        private readonly ArrayBufferWriter<byte> _kept = new();

        public StoredObject? Written { get; set; }

        public long Received => _kept.WrittenCount;

        public byte[] ToArray() => _kept.WrittenSpan.ToArray();

        public bool IsWhole(long? length) => length is { } known && known == Received && (Announced ?? known) == known;

        public string? Append(ContentRangeHeaderValue? range, byte[] chunk)
        {
            var follows = range is not { From: { } from, To: { } to } || (from == Received && to - from + 1 == chunk.Length);
            if (!follows)
                return "The chunk does not follow what is there.";
            var isLast = range is null || range.Length == Received + chunk.Length;
            if (!isLast && chunk.Length % ChunkUnit != 0)
                return "A chunk that is not the last is a multiple of 256 KiB.";
            var length = Received + chunk.Length;
            if (isLast && (Announced ?? length) != length)
                return "The upload has not the announced length.";
            _kept.Write(chunk);
            return null;
        }
    }
}
