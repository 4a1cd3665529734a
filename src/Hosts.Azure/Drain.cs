using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;
using Serverless.Core.Service;

namespace Serverless.Hosts.Azure;

/// <summary>
/// Lets what runs answer before the worker ends. The Functions host gives 5 s from WorkerTerminate to the end of the process, and the
/// worker's library waits for nobody: running invocations would end without an answer.
/// </summary>
/// <param name="service">Takes no more work once the worker ends, and says so in its readiness.</param>
public sealed class Drain(CaptionService service) : IFunctionsWorkerMiddleware, IHostedService, IDisposable
{
    /// <summary>How long all services together may take to end.</summary>
    internal static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(4);

    /// <summary>How long what runs may go on; a caption takes less than a second.</summary>
    private static readonly TimeSpan FinishTimeout = TimeSpan.FromSeconds(2.5);

    /// <summary>An answer is written to the stream after the middleware has returned, and nothing signals when.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _idle = Finished();
    private int _running;

    /// <summary>The worker ends and has waited long enough: what still runs is to answer at once.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        Count(1);
        try
        {
            await next(context);
        }
        finally
        {
            Count(-1);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        service.Drain();
        if (!await IsIdleAsync(FinishTimeout, cancellationToken))
        {
            await _ending.CancelAsync();
            await IsIdleAsync(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        await Task.Delay(AnswerTime, CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _ending.Dispose();

    private async Task<bool> IsIdleAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task idle;
        lock (_lock)
            idle = _idle.Task;
        try
        {
            await idle.WaitAsync(timeout, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Count(int change)
    {
        lock (_lock)
        {
            _running += change;
            if (_running == 0)
                _idle.TrySetResult();
            else if (_idle.Task.IsCompleted)
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static TaskCompletionSource Finished()
    {
        var finished = new TaskCompletionSource();
        finished.SetResult();
        return finished;
    }
}
