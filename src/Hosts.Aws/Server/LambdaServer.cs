using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Hosts.Aws.Events;
using Serverless.Hosts.Aws.Runtime;

namespace Serverless.Hosts.Aws.Server;

/// <summary>
/// ASP.NET Core's server over the Lambda Runtime API: no socket, no Kestrel. Requests in payload format 2.0 and 1.0 go through the
/// application, upload events to the dispatcher. The shape is that of Amazon.Lambda.AspNetCoreServer, which can replace it.
/// </summary>
/// <param name="loop">Takes invocations.</param>
/// <param name="uploads">Takes upload events.</param>
/// <param name="lifetime">Ends the process when the loop does.</param>
/// <param name="logger">Takes what cannot be answered.</param>
internal sealed partial class LambdaServer(
    InvocationLoop loop,
    UploadEvents uploads,
    IHostApplicationLifetime lifetime,
    ILogger<LambdaServer> logger
) : IServer
{
    private readonly CancellationTokenSource _stopping = new();
    private Func<Invocation, CancellationToken, Task<InvocationResult>>? _dispatch;
    private Task _running = Task.CompletedTask;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Sends a first request through the application, so that no caller waits for what is compiled and made then.</summary>
    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        var http = new HttpInvocations<TContext>(application);
        _dispatch = (invocation, deadline) => DispatchAsync(http, invocation, deadline);
        await _dispatch(WarmUpRequest.Invocation, cancellationToken);
    }

    /// <summary>Takes calls from now on: the models are loaded.</summary>
    public void TakeCalls() => _running = Task.Run(RunAsync, CancellationToken.None);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken); // what was taken is answered
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync()
    {
        try
        {
            await loop.RunAsync(_dispatch!, _stopping.Token);
        }
        catch (RuntimeApiException broken)
        {
            Gone(logger, broken.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task<InvocationResult> DispatchAsync<TContext>(
        HttpInvocations<TContext> http,
        Invocation invocation,
        CancellationToken deadline
    )
        where TContext : notnull
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(invocation.Event);
        }
        catch (JsonException)
        {
            return Refused("Function.UnknownEvent", "The event is no JSON.");
        }

        using (document)
        {
            var root = document.RootElement;
            return EventShapes.Of(root) switch
            {
                EventShape.Http => await http.InvokeAsync(invocation, root, PayloadFormat.Two, deadline),
                EventShape.HttpOne => await http.InvokeAsync(invocation, root, PayloadFormat.One, deadline),
                EventShape.Nothing => new InvocationResult("{}"u8.ToArray()),
                EventShape.Unknown => Refused("Function.UnknownEvent", "An event of no known shape."),
                var shape when !uploads.AreTaken => Refused("Function.EventNotSupported", NotTaken(shape)),
                EventShape.Queue => await uploads.TakeBatchAsync(root.GetProperty("Records"), deadline),
                _ => await uploads.TakeAsync(root, deadline),
            };
        }
    }

    private static string NotTaken(EventShape shape) => $"Upload events ({shape}) are not heeded: CAPTION_EVENTS_FROM is not set.";

    private InvocationResult Refused(string type, string message)
    {
        Refuses(logger, message);
        return InvocationResult.Failed(type, message);
    }

    [LoggerMessage(EventId = 5000, Level = LogLevel.Error, Message = "{Why}")]
    private static partial void Refuses(ILogger logger, string why);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Critical, Message = "the Runtime API is gone: {Why}")]
    private static partial void Gone(ILogger logger, string why);
}
