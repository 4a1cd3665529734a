using Serverless.Api.Telemetry;

namespace Serverless.Hosts.Aws.Runtime;

/// <summary>Takes invocations and answers them, as many at a time as Lambda asks for; ends when the API breaks or the process is asked to end.</summary>
internal sealed class InvocationLoop(
    RuntimeApi api,
    Func<Invocation, CancellationToken, Task<InvocationResult>> dispatch,
    TimeProvider clock,
    JsonLog log,
    Action beforeFreeze
)
{
    /// <summary>Kept back from the deadline to post the answer: a process that Lambda ends takes the warm models with it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    /// <exception cref="RuntimeApiException">The API is broken, or we called it out of order.</exception>
    public async Task RunAsync(int pollers, CancellationToken stopping)
    {
        using var one = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var polling = Enumerable.Range(0, pollers).Select(_ => PollAsync(setsTraceVariable: pollers == 1, one.Token)).ToList();
        await Task.WhenAny(polling);
        await one.CancelAsync(); // what breaks one poller breaks all
        await Task.WhenAll(polling);
    }

    private async Task PollAsync(bool setsTraceVariable, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Invocation invocation;
            try
            {
                invocation = await api.NextAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }

            if (setsTraceVariable)
                Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);
            var result = await ResultAsync(invocation);
            beforeFreeze(); // right after the answer, no moment is sure any more
            await api.AnswerAsync(invocation.Id, result);
        }
    }

    private async Task<InvocationResult> ResultAsync(Invocation invocation)
    {
        using var deadline = new CancellationTokenSource();
        if (invocation.Deadline is { } end)
        {
            var left = end - clock.GetUtcNow() - Margin;
            if (left > TimeSpan.Zero)
                deadline.CancelAfter(left);
            else
                await deadline.CancelAsync();
        }

        try
        {
            return await dispatch(invocation, deadline.Token);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            log.Write("ERROR", "an invocation failed", ("requestId", invocation.Id), ("exception", error));
            return InvocationResult.Failed("Function.Internal", "Something broke that should not; the request's id finds it in the log.");
        }
    }
}
