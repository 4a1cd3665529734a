using Microsoft.AspNetCore.Http;
using Serverless.Api.Hosting;
using Serverless.Api.Problems;
using Serverless.Core.Pipeline;
using Serverless.Core.Service;
using Serverless.Fetching;
using Serverless.Monitoring.Reports;
using Serverless.Storage;

namespace Serverless.Api.Endpoints;

/// <summary>
/// <c>GET /v1/reports/traffic</c>: windows, verdicts and drift of the model that serves. A report is worked out once for
/// <see cref="Freshness"/>, whoever asks.
/// </summary>
/// <param name="reports">Makes the reports; null where no traffic is counted.</param>
/// <param name="service">Knows which model serves.</param>
/// <param name="events">Knows where reviews are.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class TrafficEndpoint(TrafficReports? reports, CaptionService service, Events.EventServices events, TimeProvider clock)
    : IDisposable
{
    /// <summary>How long a report is given out before it is made again.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private static readonly CaptionFailure NotSetUp = new(
        FailureReason.NotFound,
        "This host counts no traffic: CAPTION_TRAFFIC_TO is not set."
    );

    private static readonly CaptionFailure Loading = new(FailureReason.NotReady, "The models are still being loaded.");

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (string Digest, TrafficReport Report, long At)? _last;

    public async Task<IResult> GetAsync(HttpContext context)
    {
        if (reports is null)
            return new Problem(NotSetUp);
        if (service.Models is not { } models)
            return new Problem(Loading);
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            var digest = models.Identity.Digest;
            if (_last is { } last && last.Digest == digest && clock.GetElapsedTime(last.At) < Freshness)
                return Answer(last.Report);
            var made = await reports.MakeAsync(models, events.ReviewStore, context.RequestAborted);
            if (!made.TryGet(out var report, out var failure))
                return new Problem(Unread(failure));
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
}
