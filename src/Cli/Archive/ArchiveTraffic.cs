using Serverless.Core.Pipeline;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Storing;
using Serverless.Packages;
using Serverless.Results.Processing;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Cli.Archive;

/// <summary>
/// Counts what a run captions where <see cref="SettingNames.TrafficTo"/> asks for it, in the same windows as hosts do. Its parts are
/// named <c>archive-…</c>. What cannot be written is told at the end and ends no run.
/// </summary>
internal sealed class ArchiveTraffic : IAsyncDisposable
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(10);

    private readonly TrafficRecorder _recorder;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _flushing;

    private ArchiveTraffic(TrafficRecorder recorder)
    {
        _recorder = recorder;
        _flushing = Task.Run(FlushAsync);
    }

    /// <summary>Begins to count.</summary>
    /// <param name="folder">The folder of traffic; null where none is counted.</param>
    /// <param name="settings">Says for how long it is kept, and in what windows.</param>
    /// <param name="models">The model.</param>
    /// <param name="pipeline">Its pipeline, whose captions are counted from now on.</param>
    /// <param name="clock">Gives the times.</param>
    public static ArchiveTraffic? Start(
        BlobFolder? folder,
        CaptionSettings settings,
        LoadedModels models,
        CaptionPipeline pipeline,
        TimeProvider clock
    )
    {
        if (folder is null || settings.Traffic is not { } traffic)
            return null;
        var options = new TrafficRecorderOptions(
            "archive-" + CaptionIds.System.Next(),
            folder,
            traffic.Seconds,
            settings.Events.Retention,
            _ => DriftReference.Find(models.QualityFolder, PackageFiles.Drift),
            () => models.Identity
        );
        var recorder = new TrafficRecorder(options, clock, Warn);
        pipeline.OnCaption = recorder.Add;
        return new ArchiveTraffic(recorder);
    }

    /// <summary>Counts a picture that failed for good; captions are counted as they are made.</summary>
    public void Count(PictureOutcome outcome)
    {
        if (outcome.IsFailed)
            _recorder.AddFailure(outcome.Code);
    }

    /// <summary>Writes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _flushing;
        if (await _recorder.FlushAsync(isEnd: true, CancellationToken.None) is { } failure)
            Warn(failure.Detail);
        _recorder.Dispose();
        _ending.Dispose();
    }

    private static void Warn(string why) => Console.Error.WriteLine($"statistics of traffic: {SingleLine.Escape(why)}");

    private async Task FlushAsync()
    {
        using var timer = new PeriodicTimer(FlushInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
                await _recorder.FlushAsync(isEnd: false, _ending.Token); // what was not written waits, and is told at the end
        }
        catch (OperationCanceledException)
        {
            // the run is over
        }
    }
}
