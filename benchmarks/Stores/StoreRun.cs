using System.Diagnostics;
using Serverless.Storage;

namespace Serverless.Benchmarks.Stores;

/// <summary>Times of a client over a store.</summary>
/// <param name="Writes">Milliseconds of each write, one after another.</param>
/// <param name="Reads">Milliseconds of each read.</param>
/// <param name="WriteRate">Writes a second, many at a time.</param>
/// <param name="ReadRate">Reads a second.</param>
internal sealed record StoreRun(double[] Writes, double[] Reads, double WriteRate, double ReadRate)
{
    private const int WarmUpCount = 10;

    public static async Task<StoreRun> OfAsync(Func<string, Task> write, Func<string, Task> read, int count, int parallel)
    {
        var run = Guid.NewGuid().ToString("N");
        for (var i = 0; i < WarmUpCount; i++)
        {
            await write($"{run}/warm{i}");
            await read($"{run}/warm{i}");
        }

        return new StoreRun(
            await TimesAsync(i => write($"{run}/a{i}"), count),
            await TimesAsync(i => read($"{run}/a{i}"), count),
            await RateAsync(i => write($"{run}/b{i}"), count, parallel),
            await RateAsync(i => read($"{run}/b{i}"), count, parallel)
        );
    }

    /// <summary>The adapter: creates only if absent, reads whole.</summary>
    public static Task<StoreRun> OfAsync(IBlobStore store, byte[] bytes, int count, int parallel) =>
        OfAsync(
            async key =>
                Check(
                    (
                        await store.WriteAsync(key, BlobContent.Of(bytes, "application/octet-stream"), WriteCondition.Absent, default)
                    ).Failure
                ),
            async key =>
            {
                var opened = await store.ReadAsync(key, BlobSelection.All, default);
                Check(opened.Failure);
                await using var reading = opened.Value!;
                Check((await reading.ToArrayAsync(default)).Failure);
            },
            count,
            parallel
        );

    private static void Check(StoreFailure? failure)
    {
        if (failure is not null)
            throw new InvalidDataException(failure.ToString());
    }

    private static async Task<double[]> TimesAsync(Func<int, Task> work, int count)
    {
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await work(i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    private static async Task<double> RateAsync(Func<int, Task> work, int count, int parallel)
    {
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (i, _) => await work(i));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
