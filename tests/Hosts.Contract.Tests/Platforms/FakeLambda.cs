using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.Testing;

namespace Serverless.Hosts.Contract.Tests.Platforms;

/// <summary>
/// The Lambda Runtime API with its documented rules kept strictly, and a function URL before it: one answer for each invocation, 403 out
/// of order, 413 for a result that is too large, 202 otherwise.
/// </summary>
internal sealed class FakeLambda : IPlatform
{
    private const int MostResultBytes = (6 * 1024 * 1024) + 100;
    private const string Root = "/2018-06-01/runtime/";

    private readonly Channel<(string Id, byte[] Event, DateTimeOffset Deadline)> _queue = Channel.CreateUnbounded<(
        string,
        byte[],
        DateTimeOffset
    )>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<LambdaOutcome>> _running = new();
    private readonly TaskCompletionSource<string> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _api;
    private int _waiting;

    private FakeLambda(WebApplication api) => _api = api;

    public HostProcess Host { get; private set; } = null!;

    /// <summary>What the process said when it could not start.</summary>
    public Task<string> InitError => _initError.Task;

    /// <summary>Calls of <c>next</c> that wait at the moment.</summary>
    public int Waiting => _waiting;

    /// <summary>Status that <c>next</c> gives from now on.</summary>
    public int NextStatus { get; set; } = 200;

    /// <summary>Whether <c>next</c> breaks off in the middle of an event.</summary>
    public bool CutsEvents { get; set; }

    public List<string> Calls { get; } = [];

    public static Task<FakeLambda> StartAsync(params (string Name, string Value)[] more) =>
        StartAsync(
            BuiltProgram.Of("Hosts.Aws", "bootstrap", more.ToDictionary(pair => pair.Name, pair => (string?)pair.Value)),
            start => new HostProcess(start)
        );

    /// <summary>One execution environment: the API and the program that asks it.</summary>
    /// <param name="program">
    /// The package's <c>bootstrap</c> with its settings; the platform's own variables are added, name and memory where they are missing.
    /// </param>
    /// <param name="launch">Starts it.</param>
    public static async Task<FakeLambda> StartAsync(ProcessStartInfo program, HostLauncher launch)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = builder.Build();
        var lambda = new FakeLambda(api);
        api.Run(lambda.ServeAsync);
        await api.StartAsync();
        var address = new Uri(api.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        program.Environment["AWS_LAMBDA_RUNTIME_API"] = address.Authority;
        program.Environment.TryAdd("AWS_LAMBDA_FUNCTION_NAME", "captions");
        program.Environment.TryAdd("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769");
        lambda.Host = launch(program);
        lambda.Host.Process.EnableRaisingEvents = true;
        lambda.Host.Process.Exited += (_, _) => lambda.EndRunning();
        return lambda;
    }

    /// <summary>What comes of an event; waits for it.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="timeout">The function's timeout, which the deadline comes of; 60 s by default.</param>
    /// <param name="patience">How long the outcome is waited for; 60 s by default.</param>
    /// <exception cref="TimeoutException">There is none in that time.</exception>
    public async Task<LambdaOutcome> InvokeAsync(byte[] payload, TimeSpan? timeout = null, TimeSpan? patience = null)
    {
        var id = Guid.NewGuid().ToString();
        var outcome = _running[id] = new TaskCompletionSource<LambdaOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync((id, payload, DateTimeOffset.UtcNow + (timeout ?? TimeSpan.FromSeconds(60))));
        if (Host.Process.HasExited)
            EndRunning();
        return await outcome.Task.WaitAsync(patience ?? TimeSpan.FromSeconds(60));
    }

    public async Task<HostAnswer> SendAsync(HostRequest request) => Answer(await InvokeAsync(Payload(request)));

    /// <summary>What a function URL makes of an outcome: 502 of an error.</summary>
    public static HostAnswer Answer(LambdaOutcome result)
    {
        if (result.ErrorType is not null)
            return new HostAnswer(502, new Dictionary<string, string>(), Encoding.UTF8.GetBytes(result.Text));
        var answer = JsonNode.Parse(result.Text)!;
        var body = answer["body"]!.GetValue<string>();
        return new HostAnswer(
            answer["statusCode"]!.GetValue<int>(),
            answer["headers"]!.AsObject().ToDictionary(header => header.Key, header => header.Value!.GetValue<string>()),
            answer["isBase64Encoded"]!.GetValue<bool>() ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body)
        );
    }

    /// <summary>Payload format 2.0 as a function URL makes it.</summary>
    public static byte[] Payload(HostRequest request, string stage = "$default")
    {
        var parts = request.PathAndQuery.Split('?', 2);
        var type =
            request.Headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value ?? "";
        var isText = type.StartsWith("text/", StringComparison.Ordinal) || type == "application/json";
        var path = stage == "$default" ? parts[0] : $"/{stage}{parts[0]}";
        var root = new JsonObject
        {
            ["version"] = "2.0",
            ["routeKey"] = "$default",
            ["rawPath"] = path,
            ["rawQueryString"] = parts.Length > 1 ? parts[1] : "",
            ["headers"] = new JsonObject(
                request
                    .Headers.GroupBy(header => header.Key.ToLowerInvariant())
                    .Select(group => KeyValuePair.Create(group.Key, (JsonNode?)string.Join(',', group.Select(header => header.Value))))
            ),
            ["requestContext"] = new JsonObject
            {
                ["stage"] = stage,
                ["domainName"] = "abc.lambda-url.eu-west-1.on.aws",
                ["http"] = new JsonObject
                {
                    ["method"] = request.Method,
                    ["path"] = path,
                    ["protocol"] = "HTTP/1.1",
                    ["sourceIp"] = "192.0.2.1",
                },
            },
            ["isBase64Encoded"] = !isText && request.Body.Length > 0,
        };
        if (request.Body.Length > 0)
            root["body"] = isText ? Encoding.UTF8.GetString(request.Body) : Convert.ToBase64String(request.Body);
        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _api.DisposeAsync();
    }

    /// <summary>Nobody answers any more: the environment is gone, as Lambda reports it.</summary>
    private void EndRunning()
    {
        foreach (var outcome in _running.Values)
            outcome.TrySetResult(new LambdaOutcome("Runtime.ExitError", "The program ended before it answered."));
    }

    private async Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        lock (Calls)
            Calls.Add($"{context.Request.Method} {path}");
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var isOrdered = path switch
        {
            Root + "invocation/next" when context.Request.Method == "GET" => await NextAsync(context),
            Root + "init/error" => Take(_initError, body),
            Root + "restore/next" => await RestoreAsync(context),
            _ when path.StartsWith(Root + "invocation/", StringComparison.Ordinal) => End(
                context,
                path[(Root.Length + 11)..].Split('/'),
                body.ToArray()
            ),
            _ => false,
        };
        if (isOrdered)
            return;
        context.Response.StatusCode = 403;
        await context.Response.WriteAsync("""{"errorMessage":"out of order","errorType":"InvalidStateTransition"}""");
    }

    private async Task<bool> NextAsync(HttpContext context)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            while (NextStatus == 200)
            {
                using var moment = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
                moment.CancelAfter(100);
                try
                {
                    var (id, payload, deadline) = await _queue.Reader.ReadAsync(moment.Token);
                    context.Response.Headers["lambda-runtime-aws-request-id"] = id; // names of any case
                    context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = deadline
                        .ToUnixTimeMilliseconds()
                        .ToString(CultureInfo.InvariantCulture);
                    context.Response.Headers["Lambda-Runtime-Trace-Id"] =
                        "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
                    if (CutsEvents)
                        context.Response.ContentLength = payload.Length + 1_000;
                    await context.Response.Body.WriteAsync(payload);
                    await context.Response.Body.FlushAsync();
                    if (CutsEvents)
                        context.Abort();
                    return true;
                }
                catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
                {
                    // look at the status again
                }
            }
        }
        catch (OperationCanceledException)
        {
            return true; // the process has gone
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        context.Response.StatusCode = NextStatus;
        return true;
    }

    private static async Task<bool> RestoreAsync(HttpContext context)
    {
        await Task.Delay(50); // the snapshot
        context.Response.StatusCode = 200;
        return true;
    }

    private static bool Take(TaskCompletionSource<string> said, MemoryStream body) =>
        said.TrySetResult(Encoding.UTF8.GetString(body.ToArray()));

    private bool End(HttpContext context, string[] parts, byte[] body)
    {
        if (parts is not [var id, "response" or "error"] || !_running.TryRemove(id, out var outcome))
            return false;
        if (body.Length > MostResultBytes)
        {
            context.Response.StatusCode = 413;
            outcome.TrySetResult(new LambdaOutcome("Function.ResponseSizeTooLarge", ""));
            return true;
        }

        outcome.TrySetResult(
            new LambdaOutcome(
                parts[1] == "error" ? context.Request.Headers["Lambda-Runtime-Function-Error-Type"].ToString() : null,
                Encoding.UTF8.GetString(body)
            )
        );
        context.Response.StatusCode = 202;
        return true;
    }
}

/// <summary>What an invocation ended with.</summary>
internal sealed record LambdaOutcome(string? ErrorType, string Text);
