using System.Collections.Concurrent;
using System.Diagnostics;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Testing;

namespace Serverless.Core.Tests.Service;

[Collection(nameof(ServiceCollection))]
public sealed class BatchedServiceTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromMinutes(2);

    private static readonly BatchSettings Together = new(4, TimeSpan.FromSeconds(30));

    private static IReadOnlyList<CaptionRequest> Requests { get; } =
    [.. SmallPhotographs.Requests.Where(request => request.Options.Beams is null).Take(8)];

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pictures_that_come_together_run_together_and_a_lone_one_does_not_wait()
    {
        using var measured = new Measured();
        using var tiny = new TinyService(concurrency: 16, queue: 0, Together, processors: 1);
        var clock = Stopwatch.StartNew();
        Assert.NotNull((await tiny.Service.DescribeAsync(Requests[0], Patience)).Value);
        Assert.True(clock.Elapsed < Together.MaxDelay, $"{clock.Elapsed}");
        var found = await Task.WhenAll(Requests.Select(request => tiny.Service.DescribeAsync(request, Patience)));
        foreach (var (request, result) in Requests.Zip(found))
            SameCaption.Check(tiny.Alone(request), result.Value!);
        var sizes = measured.Of("caption.batch.size").Select(size => size.Value).ToList();
        Assert.Equal(1, sizes.Min());
        Assert.Equal(Together.MaxSize, sizes.Max());
        Assert.Equal(9, sizes.Sum());
        Assert.Equal(sizes.Count, measured.Of("caption.batch.released").Count);
        Assert.Contains(measured.Of("caption.batch.released"), one => one.Tag == "full");
        Assert.Contains(measured.Of("caption.batch.released"), one => one.Tag == "idle");
    }

    [Fact]
    public async Task Waits_stages_tokens_and_requests_in_flight_are_measured()
    {
        using var measured = new Measured();
        using var gate = new ManualResetEventSlim();
        using var tiny = new TinyService(1, 1, BatchSettings.Off, onCaption: _ => gate.Wait(Generous, Patience));
        var first = tiny.Service.DescribeAsync(Requests[0], Patience);
        var second = tiny.Service.DescribeAsync(Requests[1], Patience);
        Assert.Equal((2, 1), (measured.Now("caption.requests.in_flight"), measured.Now("caption.queue.length")));
        var refused = (await tiny.Service.DescribeAsync(Requests[2], Patience)).Failure!;
        Assert.Equal((FailureReason.Busy, TimeSpan.FromSeconds(1)), (refused.Reason, refused.RetryAfter));
        Assert.Equal(FailureReason.Busy, tiny.Service.RefuseIfFull()!.Reason);
        gate.Set();
        await Task.WhenAll(first, second);
        Assert.Null(tiny.Service.RefuseIfFull());
        Assert.Equal((0, 0), (measured.Now("caption.requests.in_flight"), measured.Now("caption.queue.length")));
        Assert.True(measured.Now("caption.service.rate") > 0);
        Assert.Equal(["busy", "busy"], measured.Of("caption.refused").Select(one => one.Tag));
        Assert.Equal(["batch", "batch", "turn", "turn"], measured.Of("caption.queue.wait").Select(one => one.Tag).Order());
        Assert.Superset(
            new HashSet<string> { "decode", "encode", "generate", "quality" },
            measured.Of("caption.stage.duration").Select(one => one.Tag).ToHashSet()
        );
        Assert.True(measured.Of("caption.tokens").Sum(one => one.Value) > 5);
        tiny.Service.Drain();
        await tiny.Service.DescribeAsync(Requests[0], Patience);
        Assert.Equal("not_ready", measured.Of("caption.refused").Select(one => one.Tag).Except(["busy"]).Single());
    }

    [Fact]
    public async Task Who_breaks_a_batch_fails_alone_and_the_others_are_described()
    {
        var poison = "";
        using var tiny = new TinyService(
            16,
            0,
            Together,
            processors: 1,
            caption => _ = caption.Image.Sha256 == poison ? throw new InvalidOperationException("a bug") : 0
        );
        poison = tiny.Alone(Requests[2]).Image.Sha256;
        var all = Requests.Select(request => tiny.Service.DescribeAsync(request, Patience)).ToList();
        Assert.Equal("a bug", (await Assert.ThrowsAsync<InvalidOperationException>(() => all[2])).Message);
        for (var i = 0; i < Requests.Count; i++)
            if (i != 2)
                SameCaption.Check(tiny.Alone(Requests[i]), (await all[i]).Value!);
    }

    [Fact]
    public async Task Who_goes_away_while_a_batch_runs_waits_no_longer_and_the_others_are_described()
    {
        using var measured = new Measured();
        using var gate = new ManualResetEventSlim();
        using var running = new SemaphoreSlim(0);
        using var gone = new CancellationTokenSource();
        using var tiny = new TinyService(
            16,
            0,
            Together,
            processors: 1,
            _ =>
            {
                running.Release();
                gate.Wait(Generous, Patience);
            }
        );
        var first = tiny.Service.DescribeAsync(Requests[0], Patience);
        Assert.True(await running.WaitAsync(Generous, Patience));
        var left = tiny.Service.DescribeAsync(Requests[1], gone.Token); // waits: the only worker is busy
        var stays = tiny.Service.DescribeAsync(Requests[2], Patience);
        gone.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.False(first.IsCompleted || stays.IsCompleted);
        gate.Set();
        SameCaption.Check(tiny.Alone(Requests[0]), (await first).Value!);
        SameCaption.Check(tiny.Alone(Requests[2]), (await stays).Value!);
        Assert.Equal(2, measured.Of("caption.batch.size").Sum(size => size.Value));
    }

    [Fact]
    public async Task Who_goes_away_while_its_batch_runs_is_counted()
    {
        using var measured = new Measured();
        using var gate = new ManualResetEventSlim();
        using var running = new SemaphoreSlim(0);
        using var gone = new CancellationTokenSource();
        var captions = 0;
        using var tiny = new TinyService(
            16,
            0,
            Together,
            processors: 1,
            _ =>
            {
                switch (Interlocked.Increment(ref captions))
                {
                    case 1:
                        running.Release();
                        gate.Wait(Generous, Patience);
                        break;
                    case 2: // of the batch of two, which is then run again one by one
                        gone.Cancel();
                        throw new InvalidOperationException("a bug");
                }
            }
        );
        var first = tiny.Service.DescribeAsync(Requests[0], Patience);
        Assert.True(await running.WaitAsync(Generous, Patience));
        var stays = tiny.Service.DescribeAsync(Requests[1], Patience); // waits: the only worker is busy
        var left = tiny.Service.DescribeAsync(Requests[2], gone.Token);
        gate.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        SameCaption.Check(tiny.Alone(Requests[1]), (await stays).Value!);
        Assert.NotNull((await first).Value);
        Assert.True(SpinWait.SpinUntil(() => measured.Of("caption.batch.left").Sum(one => one.Value) == 1, Generous));
    }

    [Fact]
    public async Task The_deadline_ends_the_wait_for_a_batch()
    {
        using var gate = new ManualResetEventSlim();
        using var tiny = new TinyService(
            16,
            0,
            Together,
            processors: 1,
            _ => gate.Wait(Generous, Patience),
            deadline: TimeSpan.FromMilliseconds(200)
        );
        var all = await Task.WhenAll(Requests.Select(request => tiny.Service.DescribeAsync(request, Patience)));
        gate.Set();
        Assert.All(all, result => Assert.Equal(FailureReason.DeadlineExceeded, result.Failure!.Reason));
    }

    [Fact]
    public async Task A_picture_of_the_tried_model_is_never_in_a_batch_of_the_one_that_serves()
    {
        using var tiny = new TinyService(64, 0, new BatchSettings(8, TimeSpan.FromMilliseconds(20)), processors: 1);
        var answers = new ConcurrentBag<Answer>();
        tiny.Service.OnAnswer = answers.Add;
        var tried = tiny.Service.Load(new ModelSource(new ModelFolders(TinyService.Folder("trocr-style-tiny"))));
        tiny.Service.Try(new ModelChallenge(tried, ChallengeMode.Canary, 0.5));
        var requests = SmallPhotographs.Requests.Where(request => request.Options.Beams is null or 1).ToList();
        var expected = requests
            .Select(request =>
                PictureShare.IsIn(0.5, request.Bytes.Span) ? tried.Pipeline.Describe(request, default).Value! : tiny.Alone(request)
            )
            .ToList();
        var found = await Task.WhenAll(requests.Select(request => tiny.Service.DescribeAsync(request, Patience)));
        foreach (var (one, other) in expected.Zip(found))
        {
            SameCaption.Check(one, other.Value!);
            Assert.Equal(one.Model.Name, other.Value!.Model.Name);
        }

        Assert.Equal(requests.Count, answers.Count);
        Assert.Contains(answers, answer => answer.IsChallenger);
        Assert.Contains(answers, answer => !answer.IsChallenger);
    }

    [Fact]
    public async Task Scores_take_their_turn_beside_batches()
    {
        using var tiny = new TinyService(16, 0, Together, processors: 1);
        var scores = Requests.Select(request =>
            tiny.Service.RunAsync((pipeline, token) => pipeline.Score(request, "a green circle", token), Patience)
        );
        var captions = Requests.Select(request => tiny.Service.DescribeAsync(request, Patience));
        Assert.All(await Task.WhenAll(scores), score => Assert.NotNull(score.Value));
        Assert.All(await Task.WhenAll(captions), caption => Assert.NotNull(caption.Value));
    }

    [Fact]
    public async Task Ten_times_what_fits_leaves_the_rate_and_the_memory_as_they_were_and_refusals_are_quick()
    {
        const int Concurrency = 8,
            Queue = 8,
            Capacity = Concurrency + Queue;
        var time = TimeSpan.FromSeconds(TestSize.Of(3, 60));
        using var measured = new Measured();
        using var tiny = new TinyService(Concurrency, Queue, new BatchSettings(4, TimeSpan.FromMilliseconds(20)));
        var service = tiny.Service;
        var calm = await DriveAsync(Capacity, time);
        var memory = Process.GetCurrentProcess().WorkingSet64;
        var storm = await DriveAsync(10 * Capacity, time);
        Assert.Equal((0, 0), (calm.Refused.Count, calm.Failed));
        Assert.Equal(0, storm.Failed); // not one missed its deadline
        Assert.NotEmpty(storm.Refused);
        Assert.True(storm.Described > calm.Described / 2, $"{calm.Described} without, {storm.Described} with too many callers");
        var refusals = storm.Refused.Order().ToList();
        Assert.True(refusals[refusals.Count * 9 / 10] < 50, $"a refusal of ten took {refusals[refusals.Count * 9 / 10]} ms or more");
        Assert.InRange(Process.GetCurrentProcess().WorkingSet64, 0, memory + (256L << 20));
        Assert.Equal((0, 0), (measured.Now("caption.requests.in_flight"), measured.Now("caption.queue.length")));
        Assert.Null(service.RefuseIfFull());

        async Task<(int Described, ConcurrentBag<double> Refused, int Failed)> DriveAsync(int callers, TimeSpan length)
        {
            var (described, failed, refused, clock) = (0, 0, new ConcurrentBag<double>(), Stopwatch.StartNew());
            await Task.WhenAll(
                Enumerable
                    .Range(0, callers)
                    .Select(caller =>
                        Task.Run(async () =>
                        {
                            for (var i = caller; clock.Elapsed < length; i++)
                            {
                                var asked = Stopwatch.GetTimestamp();
                                var result = await service.DescribeAsync(Requests[i % Requests.Count], Patience);
                                if (result.Failure is null)
                                    Interlocked.Increment(ref described);
                                else if (result.Failure.Reason == FailureReason.Busy)
                                {
                                    refused.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                                    await Task.Delay(20, Patience); // without a pause callers would only measure themselves
                                }
                                else
                                    Interlocked.Increment(ref failed);
                            }
                        })
                    )
            );
            return (described, refused, failed);
        }
    }
}
