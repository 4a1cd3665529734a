using Serverless.Core;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>
/// Azure Functions on Flex Consumption, which has no slots: a new release replaces the old one in the platform's rolling update, is asked
/// as soon as it serves, and goes back by deploying the old package again.
/// </summary>
/// <param name="az">The command line.</param>
/// <param name="http">Asks the app.</param>
/// <param name="outputs">resource_group and app of the stack.</param>
/// <param name="key">The function key of smoke tests; null for none.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class AzureFlexTarget(CommandLine az, HttpClient http, TerraformOutputs outputs, string? key, TimeProvider clock)
    : IDeploymentTarget
{
    private readonly ProbeMeter _probes = new(clock);
    private readonly AzureApp _app = new(az, outputs.Get("resource_group"), outputs.Get("app"));
    private readonly Dictionary<string, RevisionSpec> _prepared = []; // deployed when the traffic moves

    public TargetCapabilities Capabilities { get; } = new(SplitsTraffic: false, AddressesRevisions: false);

    public async Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken)
    {
        if (!(await _app.RevisionAsync(null, cancellationToken)).TryGet(out var live, out var failure))
            return failure;
        var prepared = _prepared.Values.Where(spec => spec.Id != live.Id);
        return new TargetState(
            [live.Of(100), .. prepared.Select(spec => new TargetRevision(spec.Id, spec.Version, RevisionStatus.Ready, 0))],
            outputs.Url
        );
    }

    public Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken)
    {
        _prepared[revision.Id] = revision;
        return Task.FromResult<TargetFailure?>(null);
    }

    public Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken) => _app.StartAsync(null, cancellationToken);

    public async Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken)
    {
        var id = weights.Single(one => one.Value == 100).Key;
        if (!(await _app.RevisionAsync(null, cancellationToken)).TryGet(out var live, out var failure))
            return failure;
        if (live.Id == id)
            return null;
        return _prepared.TryGetValue(id, out var revision)
            ? await _app.DeployAsync(null, revision, cancellationToken)
            : TargetFailure.Refused($"{id} was not prepared.");
    }

    public Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken)
    {
        _prepared.Remove(id);
        return Task.FromResult<TargetFailure?>(null);
    }

    public Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<Result<TargetMetrics, TargetFailure>>(_probes.Read(since));

    public async Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken)
    {
        if (!(await _app.RevisionAsync(null, cancellationToken)).TryGet(out var live, out var failure))
            return failure;
        if (live.Id != id)
            return TargetFailure.Refused($"{id} does not serve.");
        var headers = key is null ? [] : new Dictionary<string, string> { ["x-functions-key"] = key };
        var address = new Uri($"https://{live.HostName}/");
        return await _probes.MeasureAsync(id, () => HttpProbes.SendAsync(http, address, request, headers, cancellationToken));
    }
}
