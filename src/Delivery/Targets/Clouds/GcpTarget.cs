using System.Text.Json;
using Serverless.Core;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>
/// Cloud Run: a revision is a revision of the service, with a tag by which it is asked before it has traffic. Driven by gcloud
/// (cloud.google.com/sdk/gcloud/reference/run).
/// </summary>
/// <param name="gcloud">The command line.</param>
/// <param name="http">Asks revisions.</param>
/// <param name="outputs">project, region and service of the stack, and its registry.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class GcpTarget(CommandLine gcloud, HttpClient http, TerraformOutputs outputs, TimeProvider clock) : IDeploymentTarget
{
    private const string VersionLabel = "caption-version";
    private const int TagDigits = 8;

    private readonly ProbeMeter _probes = new(clock);
    private readonly string _service = outputs.Get("service");
    private readonly string[] _place =
    [
        "--project",
        outputs.Get("project"),
        "--region",
        outputs.Get("region"),
        "--format",
        "json",
        "--quiet",
    ];

    public TargetCapabilities Capabilities => TargetCapabilities.All;

    public async Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(cancellationToken, "services", "describe", _service)).TryGet(out var service, out var failure))
            return failure;
        using (service)
        {
            if (!(await ReadAsync(cancellationToken, "revisions", "list", "--service", _service)).TryGet(out var listed, out failure))
                return failure;
            using (listed)
            {
                var status = service.RootElement.GetProperty("status");
                var weights = WeightsOf(status);
                return new TargetState(
                    [.. listed.RootElement.EnumerateArray().Select(revision => RevisionOf(revision, weights))],
                    status.TryGetProperty("url", out var url) ? url.GetString() : outputs.Url
                );
            }
        }
    }

    public async Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken)
    {
        if (revision.Image is not { } digest || outputs.Registry is not { } registry)
        {
            return TargetFailure.Refused(
                $"Release {revision.Version} was published without an image: `make images`, push it to the registry, "
                    + "publish a new version."
            );
        }

        List<string> words = ["deploy", _service, "--image", $"{registry}/captions-gcp@{digest}", "--no-traffic"];
        words.AddRange(["--revision-suffix", revision.Id, "--tag", TagOf(revision.Id)]);
        words.AddRange(["--labels", $"{VersionLabel}={revision.Version.ToLowerInvariant().Replace('.', '_')}"]);
        if (revision.Settings.Count > 0)
        {
            var settings = revision.Settings.Select(setting => $"{setting.Key}={setting.Value}");
            words.AddRange(["--update-env-vars", "^;;^" + string.Join(";;", settings)]); // gcloud topic escaping
        }

        return await DoAsync(cancellationToken, [.. words]);
    }

    public Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken) => Task.FromResult<TargetFailure?>(null);

    public Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken)
    {
        var shares = weights.Where(one => one.Value > 0).Select(one => FormattableString.Invariant($"{NameOf(one.Key)}={one.Value}"));
        return DoAsync(cancellationToken, "services", "update-traffic", _service, "--to-revisions", string.Join(',', shares));
    }

    public async Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken)
    {
        if (keep) // without traffic it has no instances
            return null;
        if (!(await StateAsync(cancellationToken)).TryGet(out var state, out var failure))
            return failure;
        if (state.Find(id) is null)
            return null;
        return await DoAsync(cancellationToken, "services", "update-traffic", _service, "--remove-tags", TagOf(id))
            ?? await DoAsync(cancellationToken, "revisions", "delete", NameOf(id));
    }

    public Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<Result<TargetMetrics, TargetFailure>>(_probes.Read(since));

    public async Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken)
    {
        if (!(await StateAsync(cancellationToken)).TryGet(out var state, out var failure))
            return failure;
        if (!Uri.TryCreate(state.Url, UriKind.Absolute, out var url))
            return TargetFailure.Refused($"{_service} has no address.");
        if (!(await gcloud.RunAsync(cancellationToken, "auth", "print-identity-token")).TryGet(out var token, out failure))
            return failure;
        var tagged = new UriBuilder(url) { Host = $"{TagOf(id)}---{url.Host}" }.Uri;
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + token.Trim() };
        return await _probes.MeasureAsync(id, () => HttpProbes.SendAsync(http, tagged, request, headers, cancellationToken));
    }

    private TargetRevision RevisionOf(JsonElement revision, Dictionary<string, int> weights)
    {
        var metadata = revision.GetProperty("metadata");
        var name = metadata.GetProperty("name").GetString()!;
        var version =
            metadata.TryGetProperty("labels", out var labels) && labels.TryGetProperty(VersionLabel, out var label)
                ? label.GetString()!.Replace('_', '.')
                : null;
        var ready = revision
            .GetProperty("status")
            .GetProperty("conditions")
            .EnumerateArray()
            .FirstOrDefault(condition => condition.GetProperty("type").GetString() == "Ready");
        var state = ready.ValueKind == JsonValueKind.Object ? ready.GetProperty("status").GetString() : "Unknown";
        return new TargetRevision(
            name.StartsWith(_service + "-", StringComparison.Ordinal) ? name[(_service.Length + 1)..] : name,
            version,
            state == "True" ? RevisionStatus.Ready
                : state == "False" ? RevisionStatus.Failed
                : RevisionStatus.Starting,
            weights.GetValueOrDefault(name),
            Reason: state == "False" && ready.TryGetProperty("message", out var message) ? message.GetString() : null
        );
    }

    private static Dictionary<string, int> WeightsOf(JsonElement status)
    {
        var weights = new Dictionary<string, int>();
        if (!status.TryGetProperty("traffic", out var traffic))
            return weights;
        foreach (var share in traffic.EnumerateArray())
        {
            if (share.TryGetProperty("percent", out var percent) && share.TryGetProperty("revisionName", out var name))
                weights[name.GetString()!] = weights.GetValueOrDefault(name.GetString()!) + percent.GetInt32();
        }

        return weights;
    }

    private string NameOf(string id) => $"{_service}-{id}";

    private static string TagOf(string id) => "r" + id[^Math.Min(id.Length, TagDigits)..];

    private Task<Result<JsonDocument, TargetFailure>> ReadAsync(CancellationToken cancellationToken, params string[] words) =>
        gcloud.ReadAsync(cancellationToken, ["run", .. words, .. _place]);

    private Task<TargetFailure?> DoAsync(CancellationToken cancellationToken, params string[] words) =>
        gcloud.DoAsync(cancellationToken, ["run", .. words, .. _place]);
}
