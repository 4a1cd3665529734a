using Serverless.Core.Service;

namespace Serverless.Core.Tests.Service;

public sealed class BatchQueueTests
{
    private const int Size = 4,
        Delay = 20,
        Far = 60_000;

    private readonly ManualClock _clock = new();
    private readonly List<Action> _started = [];
    private readonly List<string> _batches = [];
    private int _runMilliseconds;

    [Fact]
    public void A_lone_item_runs_at_once()
    {
        Add(Queue(), "a1");
        Assert.Equal(["a1 Idle"], Batches());
    }

    [Fact]
    public void What_comes_while_all_workers_are_busy_runs_together()
    {
        var queue = Queue();
        Add(queue, "a1", "a2", "a3");
        Assert.Equal(["a1 Idle", "a2 a3 Idle"], Batches());
    }

    [Fact]
    public void A_batch_is_full_at_its_size_and_the_rest_is_the_next_one()
    {
        var queue = Queue();
        Add(queue, "a1", "a2", "a3", "a4", "a5", "a6");
        Assert.Equal(["a1 Idle", "a2 a3 a4 a5 Full", "a6 Idle"], Batches());
    }

    [Fact]
    public void A_batch_waits_for_those_on_their_way_and_runs_when_the_last_one_is_there()
    {
        var queue = Queue();
        Expect(queue, "a", 3);
        Arrive(queue, "a1", "a2");
        Assert.Empty(Batches());
        Arrive(queue, "a3");
        Assert.Equal(["a1 a2 a3 Idle"], Batches());
    }

    [Fact]
    public void A_batch_does_not_wait_for_one_that_will_not_come()
    {
        var queue = Queue();
        Expect(queue, "a", 2);
        Arrive(queue, "a1");
        queue.Unexpect("a");
        Assert.Equal(["a1 Idle"], Batches());
    }

    [Fact]
    public void A_batch_waits_no_longer_than_the_delay_of_its_first_one()
    {
        var queue = Queue();
        Expect(queue, "a", 3);
        Arrive(queue, "a1");
        _clock.Advance(Delay - 5);
        Arrive(queue, "a2");
        _clock.Advance(4);
        Assert.Empty(Batches());
        _clock.Advance(1);
        Assert.Equal(["a1 a2 Delay"], Batches());
    }

    [Fact]
    public void A_deadline_ends_the_wait_while_there_is_time_for_a_run()
    {
        var queue = Queue();
        Add(queue, "b1");
        Batches(runMilliseconds: 3); // a run is expected to take no more than 6
        Expect(queue, "a", 2);
        Arrive(queue, "a1", dueMilliseconds: 16);
        _clock.Advance(9);
        Assert.Empty(Batches());
        _clock.Advance(1);
        Assert.Equal(["a1 Deadline"], Batches());
    }

    [Fact]
    public void A_host_that_ends_waits_for_nothing()
    {
        var queue = Queue();
        Expect(queue, "a", 2);
        Arrive(queue, "a1");
        queue.Drain();
        Assert.Equal(["a1 Drain"], Batches());
        Arrive(queue, "a2");
        Assert.Equal(["a2 Idle"], Batches());
    }

    [Fact]
    public void Groups_never_mix_and_who_waits_longest_goes_first()
    {
        var queue = Queue();
        Add(queue, "x1");
        foreach (var item in (string[])["b1", "a1", "b2", "a2"])
        {
            _clock.Advance(1);
            Add(queue, item);
        }

        Assert.Equal(["x1 Idle", "b1 b2 Idle", "a1 a2 Idle"], Batches());
    }

    [Fact]
    public void Workers_that_are_free_share_alike()
    {
        var queue = Queue(workers: 2);
        Expect(queue, "a", 6);
        Arrive(queue, "a1", "a2");
        Assert.Empty(Batches());
        Arrive(queue, "a3");
        Arrive(queue, "a4", "a5", "a6");
        Assert.Equal(["a1 a2 a3 Idle", "a4 a5 a6 Idle"], Batches());
    }

    [Fact]
    public void One_that_is_taken_out_is_in_no_batch()
    {
        var queue = Queue();
        Expect(queue, "a", 3);
        Arrive(queue, "a1", "a2");
        Assert.True(queue.Remove("a", "a1"));
        Assert.False(queue.Remove("a", "a1"));
        Arrive(queue, "a3");
        Assert.Equal(["a2 a3 Idle"], Batches());
        Assert.False(queue.Remove("a", "a2"));
    }

    [Fact]
    public void Nothing_wakes_up_while_there_is_nothing_to_wait_for()
    {
        var queue = Queue();
        Assert.False(_clock.HasTimers);
        Expect(queue, "a", 2);
        Assert.False(_clock.HasTimers);
        Arrive(queue, "a1");
        Assert.True(_clock.HasTimers);
        Arrive(queue, "a2");
        Batches();
        Assert.False(_clock.HasTimers);
    }

    private BatchQueue<string> Queue(int workers = 1) =>
        new(
            new BatchSettings(Size, TimeSpan.FromMilliseconds(Delay)),
            workers,
            _clock,
            _started.Add,
            batch =>
            {
                _batches.Add(string.Join(' ', batch.Items.Select(item => item.Item)) + " " + batch.Reason);
                _clock.Advance(_runMilliseconds);
            }
        );

    /// <summary>Lets the workers do what they were started for, and what becomes free by it.</summary>
    /// <returns>The batches that ran.</returns>
    private List<string> Batches(int runMilliseconds = 0)
    {
        _batches.Clear();
        _runMilliseconds = runMilliseconds;
        for (var i = 0; i < _started.Count; i++)
            _started[i]();

        _started.Clear();
        return [.. _batches];
    }

    private static void Expect(BatchQueue<string> queue, string group, int count)
    {
        for (var i = 0; i < count; i++)
            queue.Expect(group);
    }

    private void Arrive(BatchQueue<string> queue, params ReadOnlySpan<string> items)
    {
        foreach (var item in items)
            queue.Add(item[..1], item, _clock.In(Far), wasExpected: true);
    }

    private void Arrive(BatchQueue<string> queue, string item, int dueMilliseconds) =>
        queue.Add(item[..1], item, _clock.In(dueMilliseconds), wasExpected: true);

    private void Add(BatchQueue<string> queue, params ReadOnlySpan<string> items)
    {
        foreach (var item in items)
            queue.Add(item[..1], item, _clock.In(Far), wasExpected: false);
    }
}
