using Serverless.Core.Pipeline;
using Serverless.Core.Service;

namespace Serverless.Core.Tests.Service;

/// <summary>What becomes of the pictures of a batch, with models that are a function.</summary>
public sealed class BatchRunTests
{
    private static readonly TimeSpan Far = TimeSpan.FromMinutes(10);

    private readonly List<CancellationTokenSource> _callers = [];
    private readonly List<Turn> _turns = [];

    [Fact]
    public void One_caller_that_goes_away_does_not_end_the_run_and_the_last_one_does()
    {
        var pictures = Pictures(3);
        var seen = new List<bool>();
        new BatchRun(
            pictures,
            (_, token) =>
            {
                foreach (var caller in _callers)
                {
                    caller.Cancel();
                    seen.Add(token.IsCancellationRequested);
                }

                token.ThrowIfCancellationRequested();
                return [];
            },
            TimeProvider.System
        ).Run();
        Assert.Equal([false, false, true], seen);
        Assert.All(pictures, picture => Assert.True(picture.Result.IsCanceled));
    }

    [Fact]
    public async Task Who_left_the_run_is_cancelled_and_counted_and_the_others_have_their_captions()
    {
        var pictures = Pictures(3);
        var caption = (Caption)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(Caption));
        var run = new BatchRun(
            pictures,
            (_, _) =>
            {
                _callers[1].Cancel();
                return [caption, null, caption];
            },
            TimeProvider.System
        );
        run.Run();
        Assert.Equal([false, true, false], pictures.Select(picture => picture.Result.IsCanceled));
        Assert.Same(caption, (await pictures[2].Result).Caption);
        Assert.Equal(1, run.Left);
    }

    [Fact]
    public void Who_went_away_is_not_run_again_where_the_batch_failed()
    {
        var pictures = Pictures(3);
        var sizes = new List<int>();
        var run = new BatchRun(
            pictures,
            (asked, _) =>
            {
                sizes.Add(asked.Count);
                _callers[2].Cancel();
                throw new InvalidOperationException("a bug");
            },
            TimeProvider.System
        );
        run.Run();
        Assert.Equal([3, 1, 1], sizes);
        Assert.Equal([false, false, true], pictures.Select(picture => picture.Result.IsCanceled));
        Assert.Equal(1, run.Left);
    }

    [Fact]
    public void What_fails_together_runs_again_one_by_one_and_each_has_its_own_error()
    {
        var pictures = Pictures(3);
        var sizes = new List<int>();
        new BatchRun(
            pictures,
            (asked, _) =>
            {
                sizes.Add(asked.Count);
                throw new InvalidOperationException($"{pictures.ToList().IndexOf(asked[0])} of {asked.Count}");
            },
            TimeProvider.System
        ).Run();
        Assert.Equal([3, 1, 1, 1], sizes);
        Assert.Equal(["0 of 1", "1 of 1", "2 of 1"], pictures.Select(picture => picture.Result.Exception!.InnerException!.Message));
    }

    [Fact]
    public void A_turn_is_held_until_the_run_is_over_also_where_its_caller_went_away_before()
    {
        var pictures = Pictures(1);
        var isFree = false;
        _turns[0].Hold(new Ending(() => isFree = true));
        new BatchRun(
            pictures,
            (_, _) =>
            {
                _callers[0].Cancel();
                _turns[0].Dispose(); // the request is answered
                Assert.False(isFree);
                throw new InvalidOperationException("late");
            },
            TimeProvider.System
        ).Run();
        Assert.True(isFree);
    }

    private IReadOnlyList<QueuedPicture> Pictures(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _callers.Add(new CancellationTokenSource());
            _turns.Add(new Turn(Far, TimeProvider.System, _callers[i].Token));
        }

        return [.. _turns.Select(turn => new QueuedPicture(null!, null!, turn))];
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
