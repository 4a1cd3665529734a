using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Packages.Tests.Oci;

/// <summary>
/// A strict stand-in for a registry of the OCI distribution specification 1.1, in memory. What no client should send is noted as a
/// violation. A test changes answers by <see cref="Fault"/>, which is asked before each.
/// </summary>
internal sealed class RegistryServer : IAsyncDisposable
{
    public const string User = "pat",
        Password = "s3cret",
        Token = "opaque-token";

    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private readonly ConcurrentDictionary<string, (string Type, byte[] Bytes)> _manifests = new();
    private readonly ConcurrentDictionary<string, string> _tags = new();
    private readonly ConcurrentDictionary<string, MemoryStream> _uploads = new();
    private readonly WebApplication _app;
    private readonly WebApplication _store;

    private RegistryServer() => (_app, _store) = (Listen(AnswerAsync), Listen(AnswerStoreAsync));

    public ConcurrentQueue<string> Violations { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    public Func<HttpContext, Task<bool>>? Fault { get; set; }

    public bool HasReferrers { get; init; } = true;

    public bool Redirects { get; init; }

    public int PageSize { get; init; } = 1000;

    /// <summary>null, Basic or Bearer.</summary>
    public string? Authentication { get; init; }

    public string Host => new Uri(_app.Urls.First()).Authority;

    /// <summary>What an upload cut at this byte leaves behind; 0 for no cut. Each cut is done once.</summary>
    public int CutUploadAt { get; set; }

    public async Task<RegistryServer> StartAsync()
    {
        await _store.StartAsync();
        await _app.StartAsync();
        return this;
    }

    public static RegistryServer Create(
        bool hasReferrers = true,
        bool redirects = false,
        string? authentication = null,
        int pageSize = 1000
    ) =>
        new()
        {
            HasReferrers = hasReferrers,
            Redirects = redirects,
            Authentication = authentication,
            PageSize = pageSize,
        };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static WebApplication Listen(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        app.Run(answer);
        return app;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue($"{context.Request.Method} {path}{context.Request.QueryString}");
        if (path == "/token")
        {
            await GiveTokenAsync(context);
            return;
        }

        if (!Admits(context))
            return;
        if (Fault is { } fault && await fault(context))
            return;
        if (!path.StartsWith("/v2/acme/models/", StringComparison.Ordinal))
        {
            await RefuseAsync(context, 404, "NAME_UNKNOWN");
            return;
        }

        var words = path["/v2/acme/models/".Length..].Split('/');
        await (
            (context.Request.Method, words) switch
            {
                ("GET", ["tags", "list"]) => ListAsync(context),
                ("GET" or "HEAD", ["manifests", var reference]) => ReadManifestAsync(context, reference),
                ("PUT", ["manifests", var reference]) => WriteManifestAsync(context, reference),
                ("GET" or "HEAD", ["blobs", var digest]) when words[1] != "uploads" => ReadBlobAsync(context, digest),
                ("GET", ["referrers", var digest]) when HasReferrers => ReferrersAsync(context, digest),
                ("POST", ["blobs", "uploads", ""]) => StartUpload(context),
                ("GET", ["blobs", "uploads", var id]) => Status(context, id, 204),
                ("PATCH", ["blobs", "uploads", var id]) => AppendAsync(context, id),
                ("PUT", ["blobs", "uploads", var id]) => FinishAsync(context, id),
                ("GET", ["referrers", _]) => RefuseAsync(context, 404, "UNSUPPORTED"),
                _ => ViolateAsync(context, "unknown path"),
            }
        );
    }

    private async Task AnswerStoreAsync(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey("Authorization"))
            await ViolateAsync(context, "credentials were sent to another host");
        else
            await SendAsync(context, _blobs[context.Request.Path.Value![1..]]);
    }

    private bool Admits(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        var expected = Authentication switch
        {
            "Basic" => basic,
            "Bearer" => $"Bearer {Token}-{(context.Request.Method is "GET" ? "" : "push")}",
            _ => "",
        };
        var isPush = header == $"Bearer {Token}-push"; // reads too
        if (expected.Length == 0 || header == expected || (Authentication == "Bearer" && isPush))
            return true;
        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate =
            Authentication == "Basic"
                ? "Basic realm=\"registry\""
                : $"Bearer realm=\"http://{Host}/token?account=x\",service=\"registry.test\",scope=\"repository:acme/models:pull\"";
        return false;
    }

    private async Task GiveTokenAsync(HttpContext context)
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        var scope = context.Request.Query["scope"].ToString();
        if (
            context.Request.Query["service"] != "registry.test"
            || !scope.StartsWith("repository:acme/models:pull", StringComparison.Ordinal)
        )
            await ViolateAsync(context, "token request");
        else if (context.Request.Headers.Authorization.ToString() != basic)
            context.Response.StatusCode = 401;
        else
            await context.Response.WriteAsync(
                new JsonObject { ["token"] = $"{Token}-{(scope.EndsWith("push", StringComparison.Ordinal) ? "push" : "")}" }.ToJsonString()
            );
    }

    private Task ListAsync(HttpContext context)
    {
        var last = context.Request.Query["last"].ToString();
        var tags = _tags.Keys.Order(StringComparer.Ordinal).Where(tag => string.CompareOrdinal(tag, last) > 0).ToList();
        if (tags.Count > PageSize)
            context.Response.Headers.Link = $"</v2/acme/models/tags/list?n={PageSize}&last={tags[PageSize - 1]}>; rel=\"next\"";
        var page = tags.Take(PageSize).Select(tag => (JsonNode?)tag).ToArray();
        return context.Response.WriteAsync(new JsonObject { ["name"] = "acme/models", ["tags"] = new JsonArray(page) }.ToJsonString());
    }

    private async Task ReadManifestAsync(HttpContext context, string reference)
    {
        var digest = _tags.GetValueOrDefault(reference, reference);
        if (!_manifests.TryGetValue(digest, out var manifest))
        {
            await RefuseAsync(context, 404, "MANIFEST_UNKNOWN");
            return;
        }

        if (!context.Request.Headers.Accept.ToString().Contains(manifest.Type, StringComparison.Ordinal))
            await ViolateAsync(context, $"{manifest.Type} is not accepted");
        context.Response.ContentType = manifest.Type;
        context.Response.Headers["Docker-Content-Digest"] = digest;
        await SendAsync(context, manifest.Bytes);
    }

    private async Task WriteManifestAsync(HttpContext context, string reference)
    {
        var bytes = await BodyAsync(context);
        var digest = DigestOf(bytes);
        var json = JsonNode.Parse(bytes)!.AsObject();
        var named = (json["layers"]?.AsArray() ?? []).Append(json["config"]).Where(node => node is not null);
        if (context.Request.ContentType != json["mediaType"]?.GetValue<string>())
            await ViolateAsync(context, "Content-Type of a manifest");
        else if (reference.StartsWith("sha256:", StringComparison.Ordinal) && reference != digest)
            await RefuseAsync(context, 400, "DIGEST_INVALID");
        else if (named.Any(node => !_blobs.ContainsKey(node!["digest"]!.GetValue<string>())))
            await RefuseAsync(context, 404, "MANIFEST_BLOB_UNKNOWN");
        else
        {
            _manifests[digest] = (context.Request.ContentType!, bytes);
            if (reference != digest)
                _tags[reference] = digest;
            if (HasReferrers && json["subject"] is { } subject)
                context.Response.Headers["OCI-Subject"] = subject["digest"]!.GetValue<string>();
            context.Response.Headers["Docker-Content-Digest"] = digest;
            context.Response.StatusCode = 201;
        }
    }

    private async Task ReadBlobAsync(HttpContext context, string digest)
    {
        if (!_blobs.TryGetValue(digest, out var bytes))
            await RefuseAsync(context, 404, "BLOB_UNKNOWN");
        else if (Redirects && context.Request.Method == "GET")
            (context.Response.StatusCode, context.Response.Headers.Location) = (307, $"{_store.Urls.First()}/{digest}");
        else
            await SendAsync(context, bytes);
    }

    private Task ReferrersAsync(HttpContext context, string digest)
    {
        var found = _manifests
            .Where(one => JsonNode.Parse(one.Value.Bytes)!["subject"]?["digest"]?.GetValue<string>() == digest)
            .Select(one => (one.Key, one.Value.Type, one.Value.Bytes.Length, Json: JsonNode.Parse(one.Value.Bytes)!))
            .Select(one =>
                (JsonNode?)
                    new JsonObject
                    {
                        ["mediaType"] = one.Type,
                        ["digest"] = one.Key,
                        ["size"] = one.Length,
                        ["artifactType"] = one.Json["artifactType"]?.DeepClone(),
                    }
            )
            .ToArray();
        context.Response.ContentType = "application/vnd.oci.image.index.v1+json";
        return context.Response.WriteAsync(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(found) }.ToJsonString());
    }

    private Task StartUpload(HttpContext context)
    {
        var id = Guid.NewGuid().ToString("N");
        _uploads[id] = new MemoryStream();
        return Status(context, id, 202);
    }

    private Task Status(HttpContext context, string id, int status)
    {
        if (!_uploads.TryGetValue(id, out var upload))
            return RefuseAsync(context, 404, "BLOB_UPLOAD_UNKNOWN");
        context.Response.StatusCode = status;
        context.Response.Headers.Location = $"/v2/acme/models/blobs/uploads/{id}?_state={upload.Length}";
        context.Response.Headers.Range = $"0-{Math.Max(0, upload.Length - 1)}";
        return Task.CompletedTask;
    }

    private async Task AppendAsync(HttpContext context, string id)
    {
        if (!_uploads.TryGetValue(id, out var upload))
            await RefuseAsync(context, 404, "BLOB_UPLOAD_UNKNOWN");
        else if (context.Request.Headers.ContentRange.ToString().Split('-')[0] != upload.Length.ToString(CultureInfo.InvariantCulture))
            context.Response.StatusCode = 416;
        else if (await TakeAsync(context, upload))
            await Status(context, id, 202);
    }

    private async Task FinishAsync(HttpContext context, string id)
    {
        if (!_uploads.TryGetValue(id, out var upload))
            await RefuseAsync(context, 404, "BLOB_UPLOAD_UNKNOWN");
        else if (context.Request.Query["_state"] != upload.Length.ToString(CultureInfo.InvariantCulture))
            await ViolateAsync(context, "an upload's old address");
        else if (await TakeAsync(context, upload))
        {
            var digest = DigestOf(upload.ToArray());
            if (context.Request.Query["digest"] != digest)
            {
                await RefuseAsync(context, 400, "DIGEST_INVALID");
                return;
            }

            _uploads.TryRemove(id, out _);
            _blobs[digest] = upload.ToArray();
            context.Response.Headers["Docker-Content-Digest"] = digest;
            context.Response.Headers.Location = $"/v2/acme/models/blobs/{digest}";
            context.Response.StatusCode = 201;
        }
    }

    private async Task<bool> TakeAsync(HttpContext context, MemoryStream upload)
    {
        if (context.Request.ContentLength is null)
            await ViolateAsync(context, "an upload without Content-Length");
        var buffer = new byte[16 << 10];
        while (await context.Request.Body.ReadAsync(buffer) is var count and > 0)
        {
            if (CutUploadAt is var cut and > 0 && upload.Length + count >= cut)
            {
                upload.Write(buffer, 0, (int)(cut - upload.Length));
                CutUploadAt = 0;
                context.Abort();
                return false;
            }

            upload.Write(buffer, 0, count);
        }

        return true;
    }

    private async Task SendAsync(HttpContext context, byte[] bytes)
    {
        var start = 0;
        if (context.Request.Headers.Range.ToString() is { Length: > 0 } range)
        {
            if (!int.TryParse(range[6..^1], CultureInfo.InvariantCulture, out start) || start >= bytes.Length)
            {
                await ViolateAsync(context, $"range {range}", 416);
                return;
            }

            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {start}-{bytes.Length - 1}/{bytes.Length}";
        }

        context.Response.ContentLength = bytes.Length - start;
        if (context.Request.Method != "HEAD")
            await context.Response.Body.WriteAsync(bytes.AsMemory(start));
    }

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var kept = new MemoryStream();
        await context.Request.Body.CopyToAsync(kept);
        return kept.ToArray();
    }

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        if (context.Request.Method == "HEAD")
            return Task.CompletedTask;
        var errors = new JsonArray(
            new JsonObject
            {
                ["code"] = code,
                ["message"] = "",
                ["detail"] = JsonSerializer.SerializeToNode(""),
            }
        );
        return context.Response.WriteAsync(new JsonObject { ["errors"] = errors }.ToJsonString());
    }

    private Task ViolateAsync(HttpContext context, string what, int status = 400)
    {
        context.Response.StatusCode = status;
        Violations.Enqueue($"{what}: {context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        return Task.CompletedTask;
    }
}
