using System.Text.Json;
using Serverless.Core;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>
/// Azure Functions on a premium plan: the app and one slot hold a revision each, the app's routing shares the traffic out, a swap
/// promotes. Driven by az (learn.microsoft.com/cli/azure: functionapp, webapp traffic-routing). A Flex Consumption app has no
/// slots: there a new release replaces the old one in a rolling update (<see cref="AzureFlexTarget"/>).
/// </summary>
/// <param name="az">The command line.</param>
/// <param name="http">Asks revisions.</param>
/// <param name="outputs">resource_group, app and slot of the stack.</param>
/// <param name="key">The function key of smoke tests; null for none.</param>
/// <param name="clock">Gives the times.</param>
internal sealed class AzureTarget(CommandLine az, HttpClient http, TerraformOutputs outputs, string? key, TimeProvider clock)
    : IDeploymentTarget
{
    private readonly ProbeMeter _probes = new(clock);
    private readonly AzureApp _app = new(az, outputs.Get("resource_group"), outputs.Get("app"));
    private readonly string _slot = outputs.Get("slot");

    public TargetCapabilities Capabilities => TargetCapabilities.All;

    public async Task<Result<TargetState, TargetFailure>> StateAsync(CancellationToken cancellationToken)
    {
        if (!(await _app.RevisionAsync(null, cancellationToken)).TryGet(out var live, out var failure))
            return failure;
        if (!(await _app.RevisionAsync(_slot, cancellationToken)).TryGet(out var beside, out failure))
            return failure;
        if (!(await az.ReadAsync(cancellationToken, Routing("show"))).TryGet(out var read, out failure))
            return failure;
        using (read)
        {
            var share =
                read.RootElement.ValueKind == JsonValueKind.Array
                    ? read
                        .RootElement.EnumerateArray()
                        .Where(rule => rule.GetProperty("name").GetString() == _slot)
                        .Select(rule => (int)rule.GetProperty("reroutePercentage").GetDouble())
                        .FirstOrDefault()
                    : 0;
            List<TargetRevision> revisions = [live.Of(100 - share)];
            if (beside.Id != live.Id)
                revisions.Add(beside.Of(share));
            return new TargetState(revisions, outputs.Url);
        }
    }

    public async Task<TargetFailure?> CreateAsync(RevisionSpec revision, CancellationToken cancellationToken) =>
        await _app.DeployAsync(_slot, revision, cancellationToken) ?? await _app.StartAsync(_slot, cancellationToken);

    public async Task<TargetFailure?> StartAsync(string id, CancellationToken cancellationToken) =>
        await _app.StartAsync(await IsLiveAsync(id, cancellationToken) ? null : _slot, cancellationToken);

    /// <summary>All traffic for the one in the slot is a swap: what served is in the slot then, and startable.</summary>
    public async Task<TargetFailure?> ShiftAsync(IReadOnlyDictionary<string, int> weights, CancellationToken cancellationToken)
    {
        if (!(await _app.RevisionAsync(null, cancellationToken)).TryGet(out var live, out var failure))
            return failure;
        var share = 100 - weights.GetValueOrDefault(live.Id);
        if (share < 100)
        {
            return share == 0
                ? await az.DoAsync(cancellationToken, Routing("clear"))
                : await az.DoAsync(cancellationToken, [.. Routing("set"), "--distribution", DistributionOf(share)]);
        }

        return await az.DoAsync(
                cancellationToken,
                [.. _app.Words(null, "deployment", "slot", "swap"), "--slot", _slot, "--target-slot", "production"]
            ) ?? await az.DoAsync(cancellationToken, Routing("clear"));
    }

    public async Task<TargetFailure?> RemoveAsync(string id, bool keep, CancellationToken cancellationToken) =>
        await IsLiveAsync(id, cancellationToken) ? null : await _app.StopAsync(_slot, cancellationToken);

    public Task<Result<TargetMetrics, TargetFailure>> MetricsAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<Result<TargetMetrics, TargetFailure>>(_probes.Read(since));

    public async Task<Result<ProbeResponse, TargetFailure>> SendAsync(string id, ProbeRequest request, CancellationToken cancellationToken)
    {
        if (!(await _app.RevisionAsync(null, cancellationToken)).TryGet(out var live, out var failure))
            return failure;
        if (live.Id != id && !(await _app.RevisionAsync(_slot, cancellationToken)).TryGet(out live, out failure))
            return failure;
        if (live.Id != id)
            return TargetFailure.Refused($"{id} is in no slot.");
        var headers = key is null ? [] : new Dictionary<string, string> { ["x-functions-key"] = key };
        var address = new Uri($"https://{live.HostName}/");
        return await _probes.MeasureAsync(id, () => HttpProbes.SendAsync(http, address, request, headers, cancellationToken));
    }

    private async Task<bool> IsLiveAsync(string id, CancellationToken cancellationToken) =>
        (await _app.RevisionAsync(null, cancellationToken)).Value?.Id == id;

    private string DistributionOf(int share) => FormattableString.Invariant($"{_slot}={share}");

    private string[] Routing(string verb) =>
        ["webapp", "traffic-routing", verb, "--name", _app.Name, "--resource-group", _app.ResourceGroup, "--output", "json"];
}
