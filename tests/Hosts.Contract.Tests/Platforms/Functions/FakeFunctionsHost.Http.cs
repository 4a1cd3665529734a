using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Serverless.Hosts.Contract.Tests.Platforms.Functions.Rpc;
using Yarp.ReverseProxy.Forwarder;

namespace Serverless.Hosts.Contract.Tests.Platforms.Functions;

/// <content>What callers send: routes, keys, and the proxy (azure-functions-host: DefaultHttpProxyService).</content>
internal sealed partial class FakeFunctionsHost
{
    private const string InvocationHeader = "x-ms-invocation-id",
        KeyHeader = "x-functions-key";

    private static readonly TimeSpan ProxyTime = TimeSpan.FromSeconds(240);

    /// <summary>Invocations by callers so far, with how they end.</summary>
    public ConcurrentQueue<Task<InvocationResponse>> HttpInvocations { get; } = new();

    /// <summary>
    /// An invocation for a request that the test itself sends to <see cref="WorkerAddress"/>, past the proxy.
    /// </summary>
    /// <returns>The header that joins the request to it.</returns>
    public string InvokeHttp()
    {
        var function = Loaded.Values.First(one => one.TriggerType == "httpTrigger");
        var request = HttpInvocation(function);
        _ = Post(request);
        return $"{InvocationHeader}: {request.InvocationId}\r\n";
    }

    private static InvocationRequest HttpInvocation(LoadedFunction function)
    {
        var request = NewInvocation(function);
        request.InputData.Add(
            new ParameterBinding
            {
                Name = function.TriggerName,
                Data = new TypedData { Http = new RpcHttp() },
            }
        );
        return request;
    }

    private async Task HandOnAsync(HttpContext http)
    {
        if (Reserved().IsMatch(http.Request.Path.Value!) || FunctionFor(http, out var values) is not { } function)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (function.NeedsKey && http.Request.Headers[KeyHeader] != FunctionKey && http.Request.Query["code"] != FunctionKey)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var request = HttpInvocation(function);
        request.TriggerMetadata.Add("Query", Json(http.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString())));
        request.TriggerMetadata.Add("Headers", Json(http.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString())));
        foreach (var (name, value) in values.Where(pair => pair.Value is string))
            request.TriggerMetadata.TryAdd(name, new TypedData { String = (string)value! });
        http.Request.Headers.TryAdd(InvocationHeader, request.InvocationId);

        var config = new ForwarderRequestConfig { ActivityTimeout = ProxyTime };
        var forwarding = _forwarder.SendAsync(http, WorkerAddress.ToString(), _invoker, config).AsTask();
        var answering = Post(request);
        HttpInvocations.Enqueue(answering);
        await using var registration = http.RequestAborted.Register(() => Cancel(request.InvocationId));
        var answer = await answering.WaitAsync(ProxyTime);
        var error = await forwarding;
        if (error == ForwarderError.None && answer.Result.Status == StatusResult.Types.Status.Success)
            return;
        if (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private LoadedFunction? FunctionFor(HttpContext http, out RouteValueDictionary values)
    {
        foreach (
            var (function, template) in Loaded
                .Values.Where(one => one.TriggerType == "httpTrigger" && one.Takes(http.Request.Method))
                .Select(one => (one, TemplateParser.Parse($"{_routePrefix}/{one.Of("route") ?? one.Name}".Trim('/'))))
                .OrderBy(pair => RoutePrecedence.ComputeInbound(pair.Item2))
        )
        {
            values = [];
            if (new TemplateMatcher(template, []).TryMatch(http.Request.Path, values))
                return function;
        }

        values = [];
        return null;
    }

    [GeneratedRegex("^/(admin|runtime)(/|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();

    /// <summary>
    /// The worker opens its port after its stream: a connection that is refused is tried again ten times, as the host does.
    /// </summary>
    private sealed class ConnectingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const int MaxAttempts = 10,
            FirstDelayMs = 50,
            MaxDelayMs = 250;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (int attempt = 1, delay = FirstDelayMs; ; attempt++, delay = Math.Min(delay * 2, MaxDelayMs))
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException) when (attempt < MaxAttempts)
                {
                    await Task.Delay(delay, cancellationToken);
                }
            }
        }
    }
}
