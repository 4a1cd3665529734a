using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Serverless.Core;
using Serverless.Ledger;

namespace Serverless.Delivery.Migration.Entries;

/// <summary>
/// The entry of the local targets (<c>local-targets serve entry</c>), by its control API: each target is a revision of it.
/// </summary>
/// <param name="control">The control API's address.</param>
/// <param name="target">The destination's name.</param>
/// <param name="url">Where it is reached; null where nothing tells.</param>
internal sealed class LocalEntry(Uri control, string target, string? url) : IEntry, IDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = control };

    public async Task<Result<EntryState, DeliveryFailure>> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = await StateAsync(cancellationToken);
            return new EntryState((state["traffic"] as JsonObject ?? []).ToJsonString());
        }
        catch (HttpRequestException error)
        {
            return Away(error);
        }
    }

    public async Task<DeliveryFailure?> SwitchAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await EnsureAsync(cancellationToken) ?? await PutTrafficAsync(new JsonObject { [target] = 100 }, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            return Away(error);
        }
    }

    public async Task<DeliveryFailure?> RestoreAsync(EntryState before, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(before.Text) is JsonObject { Count: > 0 } weights
                ? await PutTrafficAsync(weights, cancellationToken)
                : null; // it sent traffic nowhere before: there is nothing to go back to
        }
        catch (HttpRequestException error)
        {
            return Away(error);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Puts the target behind the entry, and waits until it answers.</summary>
    private async Task<DeliveryFailure?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (url is null)
            return DeliveryFailure.WrongUsage($"Nothing says where {target} is reached: start it, or give --to-url.");
        var body = new JsonObject { ["version"] = target, ["url"] = url };
        var put = await _client.PutAsJsonAsync($"/revisions/{target}", body, cancellationToken);
        if (!put.IsSuccessStatusCode)
            return await RefusalAsync(put, $"the entry does not take {target} at {url}", cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ReadyTimeout);
        try
        {
            while (!IsReady(await StateAsync(patience.Token)))
                await Task.Delay(PollPeriod, patience.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DeliveryFailure.Refused($"{target} at {url} is not ready behind the entry; traffic stays where it is. See its log.");
        }
    }

    private bool IsReady(JsonObject state) =>
        (state["revisions"] as JsonArray ?? []).Any(revision =>
            (string?)revision?["id"] == target && string.Equals((string?)revision["state"], "ready", StringComparison.OrdinalIgnoreCase)
        );

    private async Task<JsonObject> StateAsync(CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<JsonObject>("/state", cancellationToken) ?? [];

    private async Task<DeliveryFailure?> PutTrafficAsync(JsonObject weights, CancellationToken cancellationToken)
    {
        var put = await _client.PutAsJsonAsync("/traffic", new JsonObject { ["weights"] = weights.DeepClone() }, cancellationToken);
        return put.IsSuccessStatusCode ? null : await RefusalAsync(put, "the entry does not move its traffic", cancellationToken);
    }

    private static async Task<DeliveryFailure> RefusalAsync(
        HttpResponseMessage answer,
        string what,
        CancellationToken cancellationToken
    ) =>
        DeliveryFailure.Refused(
            FormattableString.Invariant($"{what}: {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}")
        );

    private DeliveryFailure Away(HttpRequestException error) =>
        DeliveryFailure.TryAgain(
            $"The entry at {control} does not answer ({error.Message}); traffic is as it was. Start it, run this again."
        );
}
