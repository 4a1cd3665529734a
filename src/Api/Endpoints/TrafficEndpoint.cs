using Microsoft.AspNetCore.Http;
using Serverless.Api.Problems;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Fetching;
using Serverless.Monitoring;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Reports;
using Serverless.Packages;
using Serverless.Results.Reviews;
using Serverless.Settings;
using Serverless.Storage;

namespace Serverless.Api.Endpoints;

/// <summary>
/// <c>GET /v1/reports/traffic</c>: windows, verdicts and drift of the model that serves. A report is worked out once for
/// <see cref="Freshness"/>, whoever asks.
/// </summary>
/// <param name="settings">Where traffic and reviews are.</param>
/// <param name="stores">The host's stores.</param>
/// <param name="service">Knows which model serves.</param>
/// <param name="events">Knows where reviews are.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class TrafficEndpoint(
    CaptionSettings settings,
    BlobStores stores,
    CaptionService service,
    Events.EventServices events,
    TimeProvider clock
) : IDisposable
{
    /// <summary>How long a report is given out before it is made again.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private static readonly CaptionFailure NotSetUp = new(
        FailureReason.NotFound,
        "This host counts no traffic: CAPTION_TRAFFIC_TO is not set."
    );

    private static readonly CaptionFailure Loading = new(FailureReason.NotReady, "The models are still being loaded.");

    private readonly TrafficMonitor _monitor = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private (string Digest, TrafficReport Report, long At)? _last;

    public async Task<IResult> GetAsync(HttpContext context)
    {
        if (settings.Traffic is not { } traffic)
            return new Problem(NotSetUp);
        if (service.Models is not { } models)
            return new Problem(Loading);
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            var digest = models.Identity.Digest;
            if (_last is { } last && last.Digest == digest && clock.GetElapsedTime(last.At) < Freshness)
                return Answer(last.Report);
            var folder = stores.Open(traffic.To).Value!; // opened at the start already
            var made = await MakeAsync(folder, models, events.ReviewStore, context.RequestAborted);
            if (made.Report is not { } report)
                return new Problem(Unread(made.Failure!));
            _last = (digest, report, clock.GetTimestamp());
            return Answer(report);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static CaptionFailure Unread(StoreFailure failure) =>
        new(StoreFailureTable.ReasonOf(failure), "The statistics of traffic cannot be read.");

    private static Document<TrafficReport> Answer(TrafficReport report) => new(report, TrafficReportJson.Compact.TrafficReport);

    private async Task<(TrafficReport? Report, StoreFailure? Failure)> MakeAsync(
        BlobFolder folder,
        LoadedModels models,
        ReviewStore? reviews,
        CancellationToken cancellationToken
    )
    {
        var (reference, problem) = ReferenceOf(models);
        var question = new TrafficQuestion(clock.GetUtcNow()) { Digest = models.Identity.Digest, Reviews = reviews };
        var checking = await _monitor.CheckAsync(folder, reference, question, cancellationToken);
        var report = checking.Value;
        return (problem is null || report is null ? report : report with { Problems = [.. report.Problems, problem] }, checking.Failure);
    }

    /// <summary>A damaged reference is told in the report, without the path of this host.</summary>
    private static (DriftReference? Reference, string? Problem) ReferenceOf(LoadedModels models)
    {
        try
        {
            return (DriftReference.Find(models.QualityFolder, PackageFiles.Drift), null);
        }
        catch (InvalidDataException)
        {
            return (null, $"The model's {PackageFiles.Drift} is damaged.");
        }
    }
}
