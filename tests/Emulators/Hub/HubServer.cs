using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Serverless.HubStandIn;

/// <summary>
/// The hub on one port, the place of large files on another. Strict: a request that no client should send is noted as a violation. A test
/// changes answers by <see cref="Fault"/>, which is asked before each.
/// </summary>
internal sealed class HubServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, HubTree> _commits = new();
    private readonly ConcurrentDictionary<string, string> _gates = new();
    private readonly WebApplication _hub;
    private readonly WebApplication _files;

    private HubServer(string folder, int port, int filesPort)
    {
        _folder = folder;
        _hub = Listen(port, AnswerAsync);
        _files = Listen(filesPort, AnswerLargeAsync);
    }

    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Each request in order: <c>GET /path</c>, with the range behind it where there is one.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers in the stand-in's place where it returns true.</summary>
    public Func<HttpContext, Task<bool>>? Fault { get; set; }

    public string Address => _hub.Urls.First();

    public static async Task<HubServer> StartAsync(string folder, int port = 0, int filesPort = 0)
    {
        var server = new HubServer(folder, port, filesPort);
        await server._files.StartAsync();
        await server._hub.StartAsync();
        return server;
    }

    public void Gate(string id, string token) => _gates[id] = token;

    public Task WaitAsync() => _hub.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _files.DisposeAsync();
    }

    private static WebApplication Listen(int port, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.Run(answer);
        return app;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Note(context);
        if (Fault is { } fault && await fault(context))
            return;
        var words = context.Request.Path.Value!.Trim('/').Split('/');
        if (
            words is ["api", "models", var owner, var name, "revision", var revision]
            && context.Request.QueryString.Value == "?blobs=true"
        )
            await ListAsync(context, $"{owner}/{name}", Uri.UnescapeDataString(revision));
        else if (words is [var user, var model, "resolve", var commit, .. var path] && path.Length > 0)
            await ResolveAsync(context, $"{user}/{model}", commit, string.Join('/', path));
        else
            Violate(context, "unknown path");
    }

    private async Task ListAsync(HttpContext context, string id, string revision)
    {
        if (!Admits(context, id))
            return;
        if (Tree(id) is not { } tree)
        {
            Refuse(context, 401, "RepoNotFound"); // as the hub does: it does not tell private models from none
            return;
        }

        if (revision != "main" && revision != tree.Commit && !_commits.ContainsKey(revision))
        {
            Refuse(context, 404, "RevisionNotFound");
            return;
        }

        var files = tree.Files.Select(file => (JsonNode?)Describe(file)).ToArray();
        await context.Response.WriteAsync(
            new JsonObject
            {
                ["id"] = id,
                ["sha"] = tree.Commit,
                ["siblings"] = new JsonArray(files),
            }.ToJsonString()
        );
    }

    private static JsonObject Describe(HubTreeFile file)
    {
        var listed = new JsonObject
        {
            ["rfilename"] = file.Path,
            ["size"] = file.Bytes.Length,
            ["blobId"] = file.BlobId,
        };
        if (file.IsLarge)
            listed["lfs"] = new JsonObject
            {
                ["sha256"] = file.Sha256,
                ["size"] = file.Bytes.Length,
                ["pointerSize"] = 135,
            };
        return listed;
    }

    private async Task ResolveAsync(HttpContext context, string id, string commit, string path)
    {
        if (!Admits(context, id))
            return;
        if (!_commits.TryGetValue(commit, out var tree))
            Violate(context, "a file by something that is no commit that was told");
        else if (tree.Files.FirstOrDefault(file => file.Path == path) is not { } file)
            Violate(context, "a file that was not listed");
        else if (file.IsLarge)
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = $"{_files.Urls.First()}/{commit}/{file.Sha256}?X-Signature=secret";
        }
        else
            await SendAsync(context, file.Bytes);
    }

    private async Task AnswerLargeAsync(HttpContext context)
    {
        Note(context);
        if (context.Request.Headers.ContainsKey("Authorization"))
        {
            Violate(context, "a token was sent to another host");
            return;
        }

        if (Fault is { } fault && await fault(context))
            return;
        var words = context.Request.Path.Value!.Trim('/').Split('/');
        if (words is [var commit, var sha256] && _commits.TryGetValue(commit, out var tree))
            await SendAsync(context, tree.Files.First(file => file.Sha256 == sha256).Bytes);
        else
            Violate(context, "unknown path");
    }

    private async Task SendAsync(HttpContext context, byte[] bytes)
    {
        var start = 0;
        if (context.Request.Headers.Range.ToString() is { Length: > 0 } range)
        {
            var isRead = range.StartsWith("bytes=", StringComparison.Ordinal) && range.EndsWith('-');
            if (!isRead || !int.TryParse(range[6..^1], CultureInfo.InvariantCulture, out start) || start >= bytes.Length)
            {
                Violate(context, $"range {range} of {bytes.Length} bytes", 416);
                return;
            }

            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {start}-{bytes.Length - 1}/{bytes.Length}";
        }

        context.Response.ContentLength = bytes.Length - start;
        await context.Response.Body.WriteAsync(bytes.AsMemory(start));
    }

    private bool Admits(HttpContext context, string id)
    {
        if (!_gates.TryGetValue(id, out var token) || context.Request.Headers.Authorization.ToString() == $"Bearer {token}")
            return true;
        Refuse(context, 401, "GatedRepo");
        return false;
    }

    private HubTree? Tree(string id)
    {
        var folder = Path.Combine(_folder, id);
        if (!Directory.Exists(folder))
            return null;
        var tree = HubTree.Read(folder);
        _commits[tree.Commit] = tree;
        return tree;
    }

    private void Note(HttpContext context)
    {
        var range = context.Request.Headers.Range.ToString();
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{(range.Length > 0 ? " " + range : "")}");
        if (context.Request.Method is not "GET" and not "HEAD")
            Violate(context, "method");
    }

    private static void Refuse(HttpContext context, int status, string code) =>
        (context.Response.StatusCode, context.Response.Headers["X-Error-Code"]) = (status, code);

    private void Violate(HttpContext context, string what, int status = 400)
    {
        context.Response.StatusCode = status;
        Violations.Enqueue($"{what}: {context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
    }
}
