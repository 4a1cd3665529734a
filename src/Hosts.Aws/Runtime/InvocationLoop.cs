using System.Globalization;
using Microsoft.Extensions.Logging;
using Serverless.Api.Hosting;
using Serverless.Hosts.Aws.Secrets;

namespace Serverless.Hosts.Aws.Runtime;

/// <summary>
/// Takes invocations and answers them, with the concurrency that Lambda sets; ends when the API breaks or the process is stopped.
/// </summary>
internal sealed partial class InvocationLoop(
    RuntimeApi api,
    TimeProvider clock,
    TelemetryFlush telemetry,
    SecretSettings secrets,
    Upkeep upkeep,
    ILogger<InvocationLoop> logger
)
{
    /// <summary>Kept back from the deadline to post the answer: a process that Lambda ends takes the warm models with it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    /// <exception cref="RuntimeApiException">The API is broken, or we called it out of order.</exception>
    /// <param name="dispatch">From a call to its result.</param>
    /// <param name="stopping">The process is stopped.</param>
    public async Task RunAsync(Func<Invocation, CancellationToken, Task<InvocationResult>> dispatch, CancellationToken stopping)
    {
        var pollers = Pollers();
        using var one = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var polling = Enumerable.Range(0, pollers).Select(_ => PollAsync(dispatch, setsTraceVariable: pollers == 1, one.Token)).ToList();
        await Task.WhenAny(polling);
        await one.CancelAsync(); // what breaks one poller breaks all
        await Task.WhenAll(polling);
    }

    private async Task PollAsync(
        Func<Invocation, CancellationToken, Task<InvocationResult>> dispatch,
        bool setsTraceVariable,
        CancellationToken stopping
    )
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

            CurrentInvocation.Value = invocation;
            if (setsTraceVariable)
                Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);
            var result = await ResultAsync(dispatch, invocation);
            telemetry.Flush(); // right after the answer, no moment is sure any more
            await api.AnswerAsync(invocation.Id, result);
            await UpkeepAsync(stopping);
        }
    }

    /// <summary>Between two calls, since the process stands still while it waits for one.</summary>
    private async Task UpkeepAsync(CancellationToken stopping)
    {
        try
        {
            await upkeep.DoAsync(isUrgent: false, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process is stopped.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Failed(logger, error); // the next call finds what served serving
        }
    }

    private async Task<InvocationResult> ResultAsync(
        Func<Invocation, CancellationToken, Task<InvocationResult>> dispatch,
        Invocation invocation
    )
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
            await secrets.RefreshAsync(logger, deadline.Token); // here, since between calls the process stands still
            return await dispatch(invocation, deadline.Token);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Failed(logger, error);
            return InvocationResult.Failed("Function.Internal", "Something broke that should not; the request's id finds it in the log.");
        }
    }

    /// <summary>How many calls Lambda hands over at a time: one, but on managed instances.</summary>
    private static int Pollers() =>
        int.TryParse(
            Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count
        )
            ? Math.Max(1, count)
            : 1;

    [LoggerMessage(EventId = 5200, Level = LogLevel.Error, Message = "an invocation failed")]
    private static partial void Failed(ILogger logger, Exception error);
}
