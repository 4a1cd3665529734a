using System.Diagnostics;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Load;

/// <summary>What the pipeline does in this process, without a host: one picture at a time, and the best that batches can.</summary>
internal sealed class OfflineRate : IDisposable
{
    private readonly LoadedModels _models = LoadedModels.Load(Checkout.Folders, RuntimeSettings.Default);
    private readonly CaptionPipeline _pipeline;
    private readonly List<CaptionRequest> _requests;

    public OfflineRate()
    {
        _pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), _models, TimeProvider.System, CaptionIds.System);
        _requests = [.. Callers.Pictures.Select(path => new CaptionRequest(File.ReadAllBytes(path)))];
        foreach (var request in _requests)
            _pipeline.Describe(request, default);
    }

    /// <summary>The median milliseconds of a picture by itself.</summary>
    public double AloneMilliseconds(int rounds) =>
        Quantile.Of(
            Enumerable
                .Range(0, rounds * _requests.Count)
                .Select(i =>
                {
                    var start = Stopwatch.GetTimestamp();
                    _pipeline.Describe(_requests[i % _requests.Count], default);
                    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }),
            0.5
        );

    /// <summary>Pictures a second by as many threads as the host has workers, each decoding and describing without a pause.</summary>
    /// <param name="size">Pictures of a batch.</param>
    /// <param name="time">How long.</param>
    public double PerSecond(int size, TimeSpan time)
    {
        var workers = Math.Max(1, Environment.ProcessorCount / RuntimeSettings.Default.Threads);
        var (done, watch) = (0, Stopwatch.StartNew());
        var threads = Enumerable
            .Range(0, workers)
            .Select(worker => new Thread(() =>
            {
                for (var i = worker; watch.Elapsed < time; i++)
                {
                    var batch = Enumerable.Range(0, size).Select(at => _requests[((i * size) + at) % _requests.Count]);
                    _pipeline.DescribeMany([.. batch.Select(request => _pipeline.Prepare(request).Value!)], default);
                    Interlocked.Add(ref done, size);
                }
            }))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return done / watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => _models.Dispose();
}
