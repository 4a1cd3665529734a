using System.Collections.Concurrent;
using Serverless.Core.Pipeline;
using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Reports;
using Serverless.Monitoring.Storing;
using Serverless.Storage;
using Serverless.Testing;

namespace Serverless.Monitoring.Tests;

/// <summary>A folder of traffic in memory, what is usual there, and windows of it.</summary>
internal sealed class TrafficWorld
{
    public const int Seconds = 3_600;

    private const int PoolSize = 400;

    private static readonly Lazy<DriftReference> Made = new(() => MakeReference(seed: 1));

    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<Caption>>> Pools = new();

    private static readonly TrafficMonitor Monitor = new();

    public TrafficWorld()
    {
        Store = new FailingStore(new MemoryBlobStore(Clock));
        Folder = new BlobFolder(new BlobAddress("s3", "captions", "watch/"), Store, "watch/");
    }

    /// <summary>Of 400 usual shots.</summary>
    public static DriftReference Reference => Made.Value;

    public static CancellationToken Now => TestContext.Current.CancellationToken;

    public TestClock Clock { get; } = new();

    public FailingStore Store { get; }

    public BlobFolder Folder { get; }

    public static DriftReference MakeReference(int seed, int count = 400)
    {
        var (shots, random) = (new Shots(seed), new Random(seed));
        return ReferenceBuilder.Of(Enumerable.Range(0, count).Select(_ => Captions.Of(shots.Next(null), random)), Axes, "a test");
    }

    public static TrafficSketch Sketch(IEnumerable<Caption> captions, DriftReference? reference)
    {
        var (counter, sketch) = (new CaptionCounter(reference), new TrafficSketch());
        foreach (var caption in captions)
            counter.Count(caption, sketch);
        return sketch;
    }

    public TrafficRecorder Recorder(
        string instance = "one",
        DriftReference? reference = null,
        TimeSpan? retention = null,
        List<string>? warnings = null
    ) =>
        new(
            new TrafficRecorderOptions(instance, Folder, Seconds, retention, _ => reference, () => Captions.Model),
            Clock,
            why => warnings?.Add(why)
        );

    /// <summary>Captions of shots that no reference is made of; each shift has its own.</summary>
    /// <param name="shift">A shift's name; null for usual shots.</param>
    public static IReadOnlyList<Caption> Pool(string? shift) =>
        Pools
            .GetOrAdd(
                shift ?? "",
                _ => new Lazy<IReadOnlyList<Caption>>(() =>
                {
                    var (shots, random) = (new Shots(77), new Random(77));
                    return [.. Enumerable.Range(0, PoolSize).Select(_ => Captions.Of(shots.Next(shift), random))];
                })
            )
            .Value;

    /// <summary>Captions drawn from a pool.</summary>
    public static IEnumerable<Caption> Draw(int seed, int count, string? shift = null)
    {
        var (random, pool) = (new Random(seed), Pool(shift));
        return Enumerable.Range(0, count).Select(_ => pool[random.Next(pool.Count)]);
    }

    /// <summary>A window of shots, written when it is over.</summary>
    public async Task AddWindowAsync(int seed, int count, string? shift = null)
    {
        using var recorder = Recorder(reference: Reference);
        foreach (var caption in Draw(seed, count, shift))
            recorder.Add(caption);
        Clock.Advance(TimeSpan.FromSeconds(Seconds));
        Assert.Null(await recorder.FlushAsync(isEnd: false, Now));
    }

    public async Task<TrafficReport> CheckAsync(DriftReference? reference, Func<TrafficQuestion, TrafficQuestion>? ask = null)
    {
        var question = new TrafficQuestion(Clock.GetUtcNow());
        var checking = await Monitor.CheckAsync(Folder, reference, ask is null ? question : ask(question), Now);
        return checking.Value ?? throw new InvalidOperationException(checking.Failure!.Detail);
    }

    public async Task<List<string>> NamesAsync() =>
        [.. (await Store.ListAsync(Folder.Prefix, null, 1_000, Now)).Value!.Items.Select(item => item.Key[Folder.Prefix.Length..])];

    public async Task PutAsync(string name, byte[] bytes)
    {
        var content = BlobContent.Of(bytes, "application/json");
        Assert.Null((await Store.WriteAsync(Folder.Prefix + name, content, WriteCondition.None, Now)).Failure);
    }

    /// <summary>By power iteration, each axis after those before it are taken away: stands in for a library's decomposition.</summary>
    private static (float[] Mean, float[][] Axes, double[] Deviations) Axes(IReadOnlyList<IReadOnlyList<float>> points, int count)
    {
        var width = points[0].Count;
        var mean = Enumerable.Range(0, width).Select(i => points.Average(point => point[i])).ToArray();
        var rest = points.Select(point => point.Select((value, i) => (double)value - mean[i]).ToArray()).ToList();
        var (axes, deviations) = (new List<float[]>(), new List<double>());
        for (var found = 0; found < count; found++)
        {
            var axis = Enumerable.Range(0, width).Select(i => 1.0 + (i % 7)).ToArray();
            for (var round = 0; round < 50; round++)
            {
                var next = new double[width];
                foreach (var point in rest)
                {
                    var along = point.Zip(axis, (one, other) => one * other).Sum();
                    for (var i = 0; i < width; i++)
                        next[i] += along * point[i];
                }

                var length = Math.Sqrt(next.Sum(value => value * value));
                axis = [.. next.Select(value => value / length)];
            }

            var places = rest.Select(point => point.Zip(axis, (one, other) => one * other).Sum()).ToList();
            rest = [.. rest.Zip(places, (point, place) => point.Zip(axis, (value, along) => value - (place * along)).ToArray())];
            axes.Add([.. axis.Select(value => (float)value)]);
            deviations.Add(Math.Sqrt(places.Average(place => place * place)));
        }

        return (mean, [.. axes], [.. deviations]);
    }
}
