using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>
/// The threads that requests' work runs on: some that decode pictures, side by side, and some that run the models, each a batch at a time.
/// Safe for use by several threads.
/// </summary>
internal sealed class ModelWorkers : IDisposable
{
    private readonly BatchQueue<QueuedWork> _queue;
    private readonly WorkThreads _decoding;
    private readonly WorkThreads _running;
    private readonly ServiceMeter _meter;
    private readonly TimeProvider _clock;
    private readonly bool _gathers;

    /// <param name="options">How many threads, and what a batch is.</param>
    /// <param name="clock">Takes the times.</param>
    /// <param name="meter">Is told of batches.</param>
    public ModelWorkers(CaptionServiceOptions options, TimeProvider clock, ServiceMeter meter)
    {
        (_clock, _meter, _gathers) = (clock, meter, options.Batching.IsOn);
        _decoding = new WorkThreads(options.Decodes, "decode");
        _running = new WorkThreads(options.Workers, "caption");
        _queue = new BatchQueue<QueuedWork>(options.Batching, options.Workers, clock, _running.Post, Run);
    }

    /// <summary>Decodes a picture, and describes it with others that have the same model and options.</summary>
    /// <param name="model">The model, in use by the turn.</param>
    /// <param name="request">The picture.</param>
    /// <param name="turn">The request's turn.</param>
    /// <returns>The caption and the time in the models, waiting not included; or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The turn is over.</exception>
    public async Task<(Result<Caption, CaptionFailure> Result, TimeSpan Elapsed)> DescribeAsync(
        ServedModel model,
        CaptionRequest request,
        Turn turn
    )
    {
        // Nobody waits for a picture that an endpoint is asked about first: that takes seconds.
        var group = new PictureGroup(model, request.Options);
        var isExpected = _gathers && model.Models.Remote is null;
        if (isExpected)
            _queue.Expect(group);
        PreparedPicture? picture = null;
        CaptionFailure? failure = null;
        var elapsed = TimeSpan.Zero;
        try
        {
            var preparing = new QueuedJob<Result<PreparedPicture, CaptionFailure>>(Prepare, turn);
            _decoding.Post(preparing.Run);
            using (turn.Token.UnsafeRegister(static job => ((QueuedWork)job!).Cancel(), preparing))
                (await preparing.Result).TryGet(out picture, out failure);
        }
        finally
        {
            if (isExpected && picture is null)
                _queue.Unexpect(group);
        }

        if (picture is null)
            return (failure!, elapsed);
        var (caption, run) = await DescribeAsync(new QueuedPicture(model, picture, turn), group, isExpected);
        return (caption, elapsed + run);

        Result<PreparedPicture, CaptionFailure> Prepare()
        {
            var start = _clock.GetTimestamp();
            var prepared = model.Pipeline.Prepare(request, turn.Token);
            elapsed = _clock.GetElapsedTime(start);
            return prepared;
        }
    }

    /// <summary>Runs other work on the models, by itself.</summary>
    /// <param name="work">The work.</param>
    /// <param name="turn">The request's turn.</param>
    /// <exception cref="OperationCanceledException">The turn is over.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, Turn turn)
    {
        var job = new QueuedJob<T>(work, turn);
        return await WaitAsync(job, job, false, job.Result);
    }

    /// <summary>No batch waits for more from now on.</summary>
    public void Drain() => _queue.Drain();

    public void Dispose()
    {
        _queue.Dispose();
        _decoding.Dispose();
        _running.Dispose();
    }

    private Task<(Caption, TimeSpan)> DescribeAsync(QueuedPicture picture, PictureGroup group, bool isExpected) =>
        WaitAsync(picture, group, isExpected, picture.Result);

    private async Task<T> WaitAsync<T>(QueuedWork work, object group, bool isExpected, Task<T> result)
    {
        _queue.Add(group, work, work.Turn.Deadline, isExpected);
        using (work.Turn.Token.UnsafeRegister(_ => Leave(group, work), null))
            return await result;
    }

    private void Leave(object group, QueuedWork work)
    {
        if (_queue.Remove(group, work))
            work.LetGo();
        work.Cancel();
    }

    private void Run(Batch<QueuedWork> batch)
    {
        if (batch.Items is [(IQueuedJob job, _)])
        {
            job.Run();
            return;
        }

        var now = _clock.GetTimestamp();
        _meter.Batch(batch, since => _clock.GetElapsedTime(since, now));
        // Where a scorer elsewhere is asked for the whole batch, it sees the trace of the first of its requests.
        var run = new BatchRun([.. batch.Items.Select(item => (QueuedPicture)item.Item)], Describe, _clock);
        batch.Items[0].Item.As(run.Run);
        _meter.Left(run.Left);
    }

    private static IReadOnlyList<Caption?> Describe(IReadOnlyList<QueuedPicture> pictures, CancellationToken cancellationToken) =>
        pictures[0]
            .Model.Pipeline.DescribeMany(
                [.. pictures.Select(picture => picture.Picture)],
                [.. pictures.Select(picture => picture.Turn.Token)],
                cancellationToken
            );

    /// <summary>Pictures that may share a run.</summary>
    private sealed record PictureGroup(ServedModel Model, CaptionOptions Options);
}
