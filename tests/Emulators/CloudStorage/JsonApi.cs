using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Serverless.CloudStorage;

/// <summary>
/// The JSON API's objects and buckets (cloud.google.com/storage/docs/json_api/v1), strict: a parameter it does not know is refused, so
/// that a misspelt precondition is found.
/// </summary>
internal sealed class JsonApi(Buckets buckets)
{
    private static readonly string[] Conditions =
    [
        "ifGenerationMatch",
        "ifGenerationNotMatch",
        "ifMetagenerationMatch",
        "ifMetagenerationNotMatch",
    ];

    private static readonly string[] Always = ["fields", "alt", "prettyPrint", "userProject", "projection"];

    private static readonly string[] Session = ["uploadType", "upload_id"];

    private readonly ResumableUploads _resumable = new(buckets);

    public async Task AnswerAsync(HttpContext context, Target target)
    {
        var segments = target.Segments;
        var isUpload = segments is ["upload", ..];
        if (isUpload)
            segments = segments[1..];
        var task = (context.Request.Method, isUpload, segments) switch
        {
            ("POST", false, ["storage", "v1", "b"]) => CreateBucketAsync(context, target),
            ("GET", false, ["storage", "v1", "b", var name]) => Known(
                target,
                [],
                () =>
                    buckets.Find(name) is null
                        ? Send(context, Refusal.NoBucket)
                        : Send(
                            context,
                            new JsonObject
                            {
                                ["kind"] = "storage#bucket",
                                ["name"] = name,
                                ["location"] = "US",
                            }
                        )
            ),
            ("GET", false, ["storage", "v1", "b", var name, "o"]) => Known(
                target,
                ["prefix", "delimiter", "pageToken", "maxResults"],
                () => ListAsync(context, target, name)
            ),
            ("GET", false, ["storage", "v1", "b", var name, "o", var key]) => Known(
                target,
                [.. Conditions, "generation"],
                () => GetAsync(context, target, name, key)
            ),
            ("PATCH", false, ["storage", "v1", "b", var name, "o", var key]) => Known(
                target,
                Conditions,
                () => PatchAsync(context, target, name, key)
            ),
            ("DELETE", false, ["storage", "v1", "b", var name, "o", var key]) => Known(
                target,
                [.. Conditions, "generation"],
                () => DeleteAsync(context, target, name, key)
            ),
            ("POST", true, ["storage", "v1", "b", var name, "o"]) => Known(
                target,
                [.. Conditions, "uploadType", "name"],
                () => UploadAsync(context, target, name)
            ),
            ("PUT", true, ["storage", "v1", "b", _, "o"]) => Known(target, Session, () => _resumable.ContinueAsync(context, target)),
            ("DELETE", true, ["storage", "v1", "b", _, "o"]) => Known(target, Session, () => _resumable.CancelAsync(context, target)),
            _ => Send(context, new Refusal(404, "notFound", "Not Found")),
        };
        await task;

        Task Known(Target asked, string[] names, Func<Task> answer) =>
            asked.Query.Keys.FirstOrDefault(key => !names.Contains(key) && !Always.Contains(key)) is { } stranger
                ? Send(context, Refusal.Bad($"Unknown name \"{stranger}\"."))
                : answer();
    }

    private async Task CreateBucketAsync(HttpContext context, Target target)
    {
        _ = target;
        var body = await JsonNode.ParseAsync(context.Request.Body);
        var name = body?["name"]?.GetValue<string>() ?? "";
        await (
            buckets.Create(name)
                ? Send(context, new JsonObject { ["kind"] = "storage#bucket", ["name"] = name })
                : Send(context, new Refusal(409, "conflict", "You already own this bucket."))
        );
    }

    private Task ListAsync(HttpContext context, Target target, string name)
    {
        if (buckets.Find(name) is not { } bucket)
            return Send(context, Refusal.NoBucket);
        if (
            !int.TryParse(
                target.Query.GetValueOrDefault("maxResults", "1000"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var maxItems
            )
            || maxItems < 1
        )
            return Send(context, Refusal.Bad("Invalid value for maxResults."));
        string? after = null;
        if (target.Query.GetValueOrDefault("pageToken") is { Length: > 0 } token)
        {
            try
            {
                after = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(token));
            }
            catch (FormatException)
            {
                return Send(context, Refusal.Bad("Invalid pageToken."));
            }
        }

        var (items, prefixes, last) = bucket.List(
            target.Query.GetValueOrDefault("prefix", ""),
            target.Query.GetValueOrDefault("delimiter"),
            after,
            Math.Min(maxItems, 1_000)
        );
        var answer = new JsonObject { ["kind"] = "storage#objects" };
        if (items.Count > 0)
            answer["items"] = new JsonArray([.. items.Select(item => (JsonNode)ResourceOf(name, item))]); // a page may lack its items
        if (prefixes.Count > 0)
            answer["prefixes"] = new JsonArray([.. prefixes.Select(prefix => (JsonNode)prefix)]);
        if (last is not null)
            answer["nextPageToken"] = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(last));
        return Send(context, answer);
    }

    private async Task GetAsync(HttpContext context, Target target, string name, string key)
    {
        var (found, refusal) = Look(target, name, key, isRead: true);
        if (refusal is not null)
        {
            await Send(context, refusal);
            return;
        }

        if (target.Query.GetValueOrDefault("alt") != "media")
        {
            await Send(context, ResourceOf(name, found!));
            return;
        }

        await SendBytes(context, found!);
    }

    private async Task PatchAsync(HttpContext context, Target target, string name, string key)
    {
        if (buckets.Find(name) is not { } bucket)
            await Send(context, Refusal.NoBucket);
        else if (Preconditions.Of(target.Query) is var (conditions, fault) && fault is not null)
            await Send(context, fault);
        else
        {
            var body = await JsonNode.ParseAsync(context.Request.Body);
            var changes =
                body?["metadata"]?.AsObject()
                    .ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<string>(), StringComparer.Ordinal)
                ?? [];
            var (written, refusal) = bucket.Patch(key, changes, conditions!);
            await (written is null ? Send(context, refusal!) : Send(context, ResourceOf(name, written)));
        }
    }

    private Task DeleteAsync(HttpContext context, Target target, string name, string key)
    {
        var (_, refusal) = Look(target, name, key, isRead: false);
        if (refusal is null)
            refusal = buckets.Find(name)!.Delete(key, Preconditions.Of(target.Query).Read!);
        if (refusal is not null)
            return Send(context, refusal);
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private async Task UploadAsync(HttpContext context, Target target, string name)
    {
        if (buckets.Find(name) is not { } bucket)
        {
            await Send(context, Refusal.NoBucket);
            return;
        }

        var (conditions, fault) = Preconditions.Of(target.Query);
        if (fault is null && target.Query.GetValueOrDefault("uploadType") == "resumable")
        {
            await _resumable.BeginAsync(context, target, name, conditions!);
            return;
        }

        var (upload, refused) = fault is null ? await ReadUploadAsync(context.Request, target) : (null, fault);
        if (upload is null)
        {
            await Send(context, refused!);
            return;
        }

        if (ObjectNames.Fault(upload.Name) is { } why)
        {
            await Send(context, Refusal.Bad(why));
            return;
        }

        var (written, refusal) = bucket.Put(upload.Name, upload.Bytes, upload.ContentType, upload.Metadata, conditions!);
        await (written is null ? Send(context, refusal!) : Send(context, ResourceOf(name, written)));
    }

    private static async Task<(Upload? Read, Refusal? Fault)> ReadUploadAsync(HttpRequest request, Target target)
    {
        using var kept = new MemoryStream();
        switch (target.Query.GetValueOrDefault("uploadType"))
        {
            case "media":
                await request.Body.CopyToAsync(kept);
                return (
                    new Upload(
                        target.Query.GetValueOrDefault("name", ""),
                        request.ContentType ?? "application/octet-stream",
                        new Dictionary<string, string>(StringComparer.Ordinal),
                        kept.ToArray()
                    ),
                    null
                );
            case "multipart":
                var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var read) ? read : null;
                if (type is null || type.MediaType != "multipart/related" || type.Boundary.Length == 0)
                    return (null, Refusal.Bad("A multipart upload is multipart/related with a boundary."));
                var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).Value!, request.Body);
                if (
                    await reader.ReadNextSectionAsync() is not { } first
                    || first.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true
                )
                    return (null, Refusal.Bad("The first part is the object's resource, as application/json."));
                var resource = await JsonNode.ParseAsync(first.Body);
                if (await reader.ReadNextSectionAsync() is not { } second)
                    return (null, Refusal.Bad("The second part is the media."));
                await second.Body.CopyToAsync(kept);
                if (await reader.ReadNextSectionAsync() is not null)
                    return (null, Refusal.Bad("There are more than two parts."));
                var name = resource?["name"]?.GetValue<string>() ?? target.Query.GetValueOrDefault("name", "");
                var contentType = resource?["contentType"]?.GetValue<string>() ?? second.ContentType ?? "application/octet-stream";
                return (new Upload(name, contentType, MetadataOf(resource), kept.ToArray()), null);
            default:
                return (null, Refusal.Bad("The uploadType is media, multipart or resumable."));
        }
    }

    private (StoredObject? Found, Refusal? Refusal) Look(Target target, string name, string key, bool isRead)
    {
        if (buckets.Find(name) is not { } bucket)
            return (null, Refusal.NoBucket);
        var (conditions, fault) = Preconditions.Of(target.Query);
        if (fault is not null)
            return (null, fault);
        var found = bucket.Find(key);
        var isOther =
            target.Query.TryGetValue("generation", out var generation)
            && found?.Generation.ToString(CultureInfo.InvariantCulture) != generation;
        if (found is null || isOther)
            return (null, Refusal.NotFound);
        return (found, conditions!.Refuse(found, isRead));
    }

    internal static Dictionary<string, string> MetadataOf(JsonNode? resource) =>
        resource?["metadata"]?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal)
        ?? [];

    internal static JsonObject ResourceOf(string bucket, StoredObject stored) =>
        new()
        {
            ["kind"] = "storage#object",
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"{bucket}/{stored.Name}/{stored.Generation}"),
            ["name"] = stored.Name,
            ["bucket"] = bucket,
            ["generation"] = stored.Generation.ToString(CultureInfo.InvariantCulture),
            ["metageneration"] = stored.Metageneration.ToString(CultureInfo.InvariantCulture),
            ["contentType"] = stored.ContentType,
            ["size"] = stored.Bytes.Length.ToString(CultureInfo.InvariantCulture),
            ["md5Hash"] = stored.Md5,
            ["crc32c"] = stored.Crc32C,
            ["updated"] = stored.Updated.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["timeCreated"] = stored.Updated.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["metadata"] =
                stored.Metadata.Count == 0
                    ? null
                    : new JsonObject(stored.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };

    private static async Task SendBytes(HttpContext context, StoredObject stored)
    {
        var (request, response, length) = (context.Request, context.Response, stored.Bytes.Length);
        var (from, to) = (0L, length - 1L);
        if (RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range) && range.Ranges.FirstOrDefault() is { } wanted)
        {
            from = wanted.From ?? Math.Max(0, length - (wanted.To ?? 0));
            to = wanted.From is null ? length - 1 : Math.Min(wanted.To ?? (length - 1), length - 1);
            if (from >= length)
            {
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{length}");
                await Send(context, new Refusal(416, "requestedRangeNotSatisfiable", "The requested range cannot be satisfied."));
                return;
            }

            response.StatusCode = 206;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{length}");
        }

        response.ContentType = stored.ContentType;
        response.ContentLength = to - from + 1;
        response.Headers["x-goog-generation"] = stored.Generation.ToString(CultureInfo.InvariantCulture);
        response.Headers["x-goog-metageneration"] = stored.Metageneration.ToString(CultureInfo.InvariantCulture);
        response.Headers["x-goog-stored-content-length"] = length.ToString(CultureInfo.InvariantCulture);
        response.Headers["x-goog-hash"] = $"crc32c={stored.Crc32C},md5={stored.Md5}";
        response.Headers.LastModified = stored.Updated.ToString("R", CultureInfo.InvariantCulture);
        await response.Body.WriteAsync(stored.Bytes.AsMemory((int)from, (int)(to - from + 1)));
    }

    internal static Task Send(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json; charset=UTF-8";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    internal static Task Send(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        if (refusal.Status == 304)
            return Task.CompletedTask;
        return Send(
            context,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = refusal.Status,
                    ["message"] = refusal.Message,
                    ["errors"] = new JsonArray(
                        new JsonObject
                        {
                            ["domain"] = "global",
                            ["reason"] = refusal.Reason,
                            ["message"] = refusal.Message,
                        }
                    ),
                },
            }
        );
    }

    private sealed record Upload(string Name, string ContentType, IReadOnlyDictionary<string, string> Metadata, byte[] Bytes);
}
