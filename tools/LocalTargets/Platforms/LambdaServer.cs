using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.LocalTargets.Processes;

namespace Serverless.LocalTargets.Platforms;

/// <summary>
/// Execution environments of one function version: the first starts with the revision, more when all are busy, up to the limit. One that
/// ends or runs out of time is gone, and another takes its place at need.
/// </summary>
internal sealed class LambdaServer : IRevisionServer
{
    private readonly Lock _lock = new();
    private readonly Channel<FakeLambda> _free = Channel.CreateUnbounded<FakeLambda>();
    private readonly HashSet<FakeLambda> _live = [];
    private readonly Func<Task<FakeLambda>> _start;
    private readonly LambdaLimits _limits;
    private readonly TimeSpan _timeout;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _isStopping;

    private LambdaServer(Func<Task<FakeLambda>> start, LambdaLimits limits, TimeSpan timeout) =>
        (_start, _limits, _timeout) = (start, limits, timeout);

    public Task<string> Ended => _ended.Task;

    public static async Task<LambdaServer> StartAsync(Func<Task<FakeLambda>> start, LambdaLimits limits, TimeSpan timeout)
    {
        var server = new LambdaServer(start, limits, timeout) { _count = 1 };
        await server.AddAsync();
        return server;
    }

    public async Task<ForwardOutcome> ForwardAsync(HttpContext context)
    {
        if (await FunctionUrl.ReadAsync(context) is not { } request)
            return ForwardOutcome.Sent;
        if (await TakeAsync(context.RequestAborted) is not { } environment)
        {
            await FunctionUrl.ThrottleAsync(context);
            return ForwardOutcome.Sent;
        }

        LambdaOutcome outcome;
        try
        {
            // Half a second more than the deadline: a host that heeds it answers before.
            outcome = await environment.InvokeAsync(FakeLambda.Payload(request), _timeout, _timeout + TimeSpan.FromSeconds(0.5));
        }
        catch (TimeoutException)
        {
            Remove(environment);
            await environment.DisposeAsync();
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
            return ForwardOutcome.Sent;
        }

        Return(environment);
        await FunctionUrl.WriteAsync(context, FakeLambda.Answer(outcome));
        return ForwardOutcome.Sent;
    }

    public async Task<HostAnswer> AskAsync(string path, CancellationToken cancellationToken)
    {
        var environment = await _free.Reader.ReadAsync(cancellationToken);
        Task<HostAnswer>? asked = null;
        try
        {
            if (environment.InitError.IsCompleted)
                throw new StartException($"The function's init failed: {await environment.InitError}");
            if (environment.Waiting == 0)
                throw new HttpRequestException("The program does not ask for its next invocation yet.");
            asked = environment.SendAsync(new HostRequest("GET", path, [], []));
            return await asked.WaitAsync(cancellationToken);
        }
        finally
        {
            ReturnAfter(asked ?? Task.CompletedTask, environment);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<FakeLambda> all;
        lock (_lock)
        {
            _isStopping = true;
            all = [.. _live];
        }

        foreach (var environment in all)
            await environment.DisposeAsync(); // Lambda ends a program without extensions by SIGKILL
    }

    private async Task<FakeLambda?> TakeAsync(CancellationToken aborted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        limit.CancelAfter(_limits.MaxWait);
        try
        {
            while (true)
            {
                if (!_free.Reader.TryRead(out var environment))
                {
                    AddIfAllowed();
                    environment = await _free.Reader.ReadAsync(limit.Token);
                }

                if (!environment.Host.Process.HasExited)
                    return environment;
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void AddIfAllowed()
    {
        lock (_lock)
        {
            if (_isStopping || _count >= _limits.MaxEnvironments)
                return;
            _count++;
        }

        _ = Task.Run(AddAsync);
    }

    private async Task AddAsync()
    {
        FakeLambda environment;
        try
        {
            environment = await _start();
        }
        catch (Exception)
        {
            lock (_lock)
                _count--;
            throw;
        }

        bool isLate;
        lock (_lock)
        {
            _live.Add(environment);
            isLate = _isStopping;
        }

        if (isLate)
        {
            await environment.DisposeAsync();
            return;
        }

        ProcessEnd.Watch(environment.Host.Process, text => Lose(environment, text));
        Return(environment);
    }

    /// <summary>An environment whose invocation nobody waits for any more is busy until it ends.</summary>
    private void ReturnAfter(Task invocation, FakeLambda environment)
    {
        if (invocation.IsCompleted)
            Return(environment);
        else
            _ = invocation.ContinueWith(_ => Return(environment), TaskScheduler.Default);
    }

    private void Return(FakeLambda environment) => _free.Writer.TryWrite(environment);

    private void Lose(FakeLambda environment, string what)
    {
        Remove(environment);
        lock (_lock)
        {
            if (!_isStopping && _live.Count == 0)
                _ended.TrySetResult(what);
        }
    }

    private void Remove(FakeLambda environment)
    {
        lock (_lock)
        {
            if (_live.Remove(environment))
                _count--;
        }
    }
}
