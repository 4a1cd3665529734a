using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Serverless.Hosts.Contract.Tests.Platforms.Functions.Rpc;
using Content = Serverless.Hosts.Contract.Tests.Platforms.Functions.Rpc.StreamingMessage.ContentOneofCase;

namespace Serverless.Hosts.Contract.Tests.Platforms.Functions;

/// <content>The one stream with the worker.</content>
internal sealed partial class FakeFunctionsHost
{
    private readonly Channel<StreamingMessage> _out = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> _running = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<FunctionLoadResponse>> _loading = new();
    private readonly ConcurrentDictionary<string, bool> _finished = new();
    private readonly TaskCompletionSource<bool> _started = new(TaskCreationOptions.RunContinuationsAsynchronously),
        _streamEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<WorkerInitResponse>? _init;
    private TaskCompletionSource<FunctionMetadataResponse>? _metadata;
    private TaskCompletionSource<EnvironmentReloadResponse>? _reload;
    private TaskCompletionSource<bool>? _status;
    private int _emptyAllowed,
        _streams;

    /// <summary>Asks whether the worker is there.</summary>
    public async Task StatusAsync()
    {
        _status = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(new StreamingMessage { RequestId = Guid.NewGuid().ToString(), WorkerStatusRequest = new WorkerStatusRequest() });
        await WithinAsync(_status.Task, InitTime, "WorkerStatusResponse");
    }

    private void Send(StreamingMessage message) => _out.Writer.TryWrite(message);

    private async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> requests,
        IServerStreamWriter<StreamingMessage> responses,
        CancellationToken cancellationToken
    )
    {
        if (Interlocked.Increment(ref _streams) != 1)
        {
            Violations.Enqueue("a second stream");
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            if (!await requests.MoveNext(CancellationToken.None) || requests.Current.StartStream?.WorkerId != _workerId)
            {
                Violations.Enqueue("the first message is no StartStream with the id of the command line");
                return;
            }

            var writer = WriteAsync(responses, end.Token);
            _started.TrySetResult(true);
            while (await requests.MoveNext(CancellationToken.None))
                Take(requests.Current);
            await end.CancelAsync();
            await writer;
        }
        catch (Exception error) when (_isEnding && error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The process has ended.
        }
        finally
        {
            await end.CancelAsync();
            _streamEnded.TrySetResult(true);
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> responses, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _out.Reader.ReadAllAsync(cancellationToken))
                await responses.WriteAsync(message, cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or InvalidOperationException or IOException)
        {
            // The stream has ended; what reads it says whether it was to.
        }
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case Content.RpcLog:
                Worker.Take(
                    $"{message.RpcLog.Level}: {message.RpcLog.Category}: {message.RpcLog.Message} {message.RpcLog.Exception?.Message}"
                );
                break;
            case Content.WorkerInitResponse:
                Once(_init, message.WorkerInitResponse, "WorkerInitResponse");
                break;
            case Content.FunctionMetadataResponse:
                Once(_metadata, message.FunctionMetadataResponse, "FunctionMetadataResponse");
                break;
            case Content.FunctionEnvironmentReloadResponse:
                Once(_reload, message.FunctionEnvironmentReloadResponse, "FunctionEnvironmentReloadResponse");
                break;
            case Content.FunctionLoadResponse:
                _loading.TryGetValue(message.FunctionLoadResponse.FunctionId, out var load);
                Once(load, message.FunctionLoadResponse, $"FunctionLoadResponse {message.FunctionLoadResponse.FunctionId}");
                break;
            case Content.WorkerStatusResponse:
                Once(_status, true, "WorkerStatusResponse");
                break;
            case Content.InvocationResponse:
                Take(message.InvocationResponse);
                break;
            case Content.None:
                // The .NET worker answers InvocationCancel and WorkerTerminate with a message that has no content.
                if (Interlocked.Decrement(ref _emptyAllowed) < 0)
                    Violations.Enqueue("an empty message");
                break;
            default:
                Violations.Enqueue($"{message.ContentCase} is not for a worker to send");
                break;
        }
    }

    private void Take(InvocationResponse response)
    {
        var id = response.InvocationId;
        if (response.Result is null)
            Violations.Enqueue($"InvocationResponse {id}: no result");
        if (_running.TryRemove(id, out var waiting))
        {
            _finished[id] = true;
            waiting.TrySetResult(response);
        }
        else
        {
            Violations.Enqueue($"InvocationResponse {id}: {(_finished.ContainsKey(id) ? "a second answer" : "never asked for")}");
        }
    }

    private void Once<T>(TaskCompletionSource<T>? expected, T value, string what)
    {
        if (expected is null)
            Violations.Enqueue($"{what}: not asked for");
        else if (!expected.TrySetResult(value))
            Violations.Enqueue($"{what}: a second answer");
    }

    private sealed class Stream(FakeFunctionsHost host) : FunctionRpc.FunctionRpcBase
    {
        public override Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream,
            IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context
        ) => host.RunAsync(requestStream, responseStream, context.CancellationToken);
    }
}
