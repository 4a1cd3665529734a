using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serverless.Core;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Targets.Local;

/// <summary>A platform's stand-in on this machine, changed by its control API (<c>local-targets</c>).</summary>
/// <param name="control">Changes it; its base address is the control API.</param>
/// <param name="captionUrl">Where callers ask.</param>
/// <param name="key">What smoke tests prove themselves with; null for nothing.</param>
internal sealed class LocalTarget(HttpClient control, Uri captionUrl, string? key) : IDeploymentTarget
{
    private const string RevisionHeader = "X-Caption-Revision";
    private const int MaxDrainPolls = 200;
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(200);

    public TargetCapabilities Capabilities => TargetCapabilities.All;

    public async Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken)
    {
        var read = await ReadAsync("state", LocalJson.Default.LocalState, cancellationToken);
        if (!read.TryGet(out var state, out var failure))
            return failure;
        return new TargetState([.. state.Revisions.Select(RevisionOf)], captionUrl.ToString());
    }

    public async Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken)
    {
        var body = new LocalRevisionRequest(revision.Version, revision.PackageFile, revision.PackageSha256, revision.Settings);
        using var request = new HttpRequestMessage(HttpMethod.Put, "revisions/" + revision.Id)
        {
            Content = JsonContent.Create(body, LocalJson.Default.LocalRevisionRequest),
        };
        return (await SendAsync(request, cancellationToken)).Failure;
    }

    public async Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"revisions/{id}/start");
        return (await SendAsync(request, cancellationToken)).Failure;
    }

    public async Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "traffic")
        {
            Content = JsonContent.Create(new LocalTraffic(weights), LocalJson.Default.LocalTraffic),
        };
        return (await SendAsync(request, cancellationToken)).Failure;
    }

    public async Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxDrainPolls; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"revisions/{id}?keep={(keep ? "true" : "false")}");
            var sent = await SendAsync(request, cancellationToken, HttpStatusCode.NotFound, HttpStatusCode.Conflict);
            if (!sent.TryGet(out var answer, out var failure))
                return failure;
            if (answer.Status != (int)HttpStatusCode.Conflict)
                return null;
            await Task.Delay(DrainPoll, cancellationToken); // another one took it out, and it is not out yet
        }

        return TargetFailure.Unreachable($"{id} does not come to an end.");
    }

    public async Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var time = Uri.EscapeDataString(since.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        var read = await ReadAsync("metrics?since=" + time, LocalJson.Default.LocalMetrics, cancellationToken);
        if (!read.TryGet(out var metrics, out var failure))
            return failure;
        return new TargetMetrics(
            metrics.Revisions.ToDictionary(
                pair => pair.Key,
                pair => new RevisionMetrics(
                    pair.Value.Requests,
                    pair.Value.Errors,
                    pair.Value.Throttled,
                    pair.Value.Captioned,
                    pair.Value.Refused,
                    pair.Value.LatencyMs?.P95
                )
            )
        );
    }

    public async Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string> { [RevisionHeader] = id };
        if (key is not null)
            headers["X-Api-Key"] = key;
        return await HttpProbes.SendAsync(control, captionUrl, request, headers, cancellationToken);
    }

    private static TargetRevision RevisionOf(LocalRevision revision) =>
        new(
            revision.Id,
            revision.Version,
            Enum.Parse<RevisionStatus>(revision.State, ignoreCase: true),
            revision.Weight,
            revision.PackageSha256,
            revision.SettingsSha256,
            revision.Reason
        );

    private async Task<Result<T, TargetFailure>> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (!(await SendAsync(request, cancellationToken)).TryGet(out var answer, out var failure))
            return failure;
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) is { } document
                ? document
                : TargetFailure.Unreachable($"{path} has an empty answer.");
        }
        catch (JsonException error)
        {
            return TargetFailure.Unreachable($"{path} has no such answer: {error.Message}");
        }
    }

    private async Task<Result<ProbeResponse, TargetFailure>> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken,
        params HttpStatusCode[] accepted
    )
    {
        if (!(await HttpProbes.ExchangeAsync(control, request, cancellationToken)).TryGet(out var answer, out var failure))
            return failure;
        if (answer.Status is >= 200 and < 300 || accepted.Contains((HttpStatusCode)answer.Status))
            return answer;
        return TargetFailure.Refused(
            FormattableString.Invariant($"{request.Method} {request.RequestUri}: {answer.Status} ") + DetailOf(answer.Body)
        );
    }

    private static string DetailOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
