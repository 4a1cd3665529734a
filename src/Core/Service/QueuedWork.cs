using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>What waits for a worker. Keeps its turn until it is done or taken out.</summary>
/// <param name="turn">The turn of its request.</param>
internal abstract class QueuedWork(Turn turn)
{
    private readonly IDisposable _kept = turn.Keep();
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public Turn Turn => turn;

    /// <summary>Does something on this thread as its request would: the request's trace is the current one.</summary>
    public void As(Action action)
    {
        if (_context is null)
            action();
        else
            ExecutionContext.Run(_context, static act => ((Action)act!)(), action);
    }

    /// <summary>
    /// Nothing runs for it any more. Called before its result is told: whoever has an answer may ask again, and needs the place.
    /// </summary>
    public void LetGo() => _kept.Dispose();

    /// <summary>Its caller is gone: the wait ends, whatever still runs.</summary>
    public abstract void Cancel();
}

/// <summary>A picture to be described, alone or with others.</summary>
/// <param name="model">With which model.</param>
/// <param name="picture">The picture.</param>
/// <param name="turn">The turn of its request.</param>
internal sealed class QueuedPicture(ServedModel model, PreparedPicture picture, Turn turn) : QueuedWork(turn)
{
    private readonly TaskCompletionSource<(Caption, TimeSpan)> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServedModel Model => model;

    public PreparedPicture Picture => picture;

    /// <summary>The caption, and how long its batch ran.</summary>
    public Task<(Caption Caption, TimeSpan Elapsed)> Result => _result.Task;

    public void Succeed(Caption caption, TimeSpan elapsed)
    {
        LetGo();
        _result.TrySetResult((caption, elapsed));
    }

    public void Fail(Exception error)
    {
        LetGo();
        _result.TrySetException(error);
    }

    public override void Cancel() => _result.TrySetCanceled(Turn.Token);
}

/// <summary>Work that runs by itself.</summary>
/// <param name="work">What it does.</param>
/// <param name="turn">The turn of its request.</param>
internal sealed class QueuedJob<T>(Func<T> work, Turn turn) : QueuedWork(turn), IQueuedJob
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _result.Task;

    /// <summary>Runs it on this thread, and lets go of its turn.</summary>
    public void Run() => As(Work);

    public override void Cancel() => _result.TrySetCanceled(Turn.Token);

    private void Work()
    {
        try
        {
            Turn.Token.ThrowIfCancellationRequested();
            var result = work();
            LetGo();
            _result.TrySetResult(result);
        }
        catch (OperationCanceledException) when (Turn.Token.IsCancellationRequested)
        {
            LetGo();
            Cancel();
        }
        catch (Exception error) // the caller has it
        {
            LetGo();
            _result.TrySetException(error);
        }
    }
}

/// <summary>A <see cref="QueuedJob{T}"/> of any result.</summary>
internal interface IQueuedJob
{
    void Run();
}
