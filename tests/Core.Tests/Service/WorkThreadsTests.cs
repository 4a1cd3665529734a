using Serverless.Core.Service;

namespace Serverless.Core.Tests.Service;

public sealed class WorkThreadsTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [Fact]
    public void As_many_pieces_run_at_once_as_there_are_threads_and_no_more()
    {
        using var threads = new WorkThreads(3, "test");
        using var meeting = new Barrier(3);
        using var done = new CountdownEvent(9);
        var (running, most) = (0, 0);
        for (var i = 0; i < 9; i++)
        {
            threads.Post(() =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                Assert.True(meeting.SignalAndWait(Generous, TestContext.Current.CancellationToken));
                Interlocked.Decrement(ref running);
                done.Signal();
            });
        }

        Assert.True(done.Wait(Generous, TestContext.Current.CancellationToken));
        Assert.Equal(3, most);
    }

    [Fact]
    public void Work_posted_before_and_after_the_end_is_still_done()
    {
        var threads = new WorkThreads(1, "test");
        using var done = new CountdownEvent(4);
        threads.Post(() => done.Signal());
        threads.Post(() => done.Signal());
        threads.Dispose();
        threads.Post(() => done.Signal());
        threads.Post(() => done.Signal());
        Assert.True(done.Wait(Generous, TestContext.Current.CancellationToken));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        var seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var found && found != seen)
            seen = found;
    }
}
