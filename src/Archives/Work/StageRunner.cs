using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Serverless.Archives.Work;

/// <summary>Runs the workers of a stage. The last one closes the stage's output channel, and one that throws stops all stages.</summary>
/// <param name="ending">Ends all stages.</param>
internal sealed class StageRunner(CancellationTokenSource ending)
{
    private ExceptionDispatchInfo? _broken;

    /// <summary>Throws what broke a worker: others were only cancelled for it.</summary>
    public void ThrowIfBroken() => _broken?.Throw();

    public Task RunAsync(int workers, Func<CancellationToken, Task> work) => RunAsync<object>(workers, work, null);

    public async Task RunAsync<T>(int workers, Func<CancellationToken, Task> work, ChannelWriter<T>? behind)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => GuardAsync(work))));
        }
        finally
        {
            behind?.TryComplete();
        }
    }

    /// <summary>As <see cref="RunAsync{T}"/>, each worker on a thread of its own.</summary>
    public Task RunOnThreadsAsync<T>(int workers, Action<CancellationToken> work, ChannelWriter<T> behind) =>
        RunAsync(
            workers,
            token => Task.Factory.StartNew(() => work(token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            behind
        );

    private async Task GuardAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(ending.Token);
        }
        catch (Exception error)
        {
            if (error is not OperationCanceledException)
                _broken ??= ExceptionDispatchInfo.Capture(error);
            await ending.CancelAsync();
            throw;
        }
    }
}
