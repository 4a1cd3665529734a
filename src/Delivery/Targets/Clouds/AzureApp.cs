using Serverless.Core;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>A function app, or a slot of it, by az. What it runs is in two of its settings, which no host of ours reads.</summary>
/// <param name="az">The command line.</param>
/// <param name="resourceGroup">Its resource group.</param>
/// <param name="name">Its name.</param>
internal sealed class AzureApp(CommandLine az, string resourceGroup, string name)
{
    private const string RevisionSetting = "DELIVERY_REVISION",
        VersionSetting = "DELIVERY_VERSION";

    public string ResourceGroup => resourceGroup;

    public string Name => name;

    /// <summary>What a slot runs.</summary>
    /// <param name="slot">The slot; null for the app itself.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<AzureRevision, TargetFailure>> RevisionAsync(string? slot, CancellationToken cancellationToken)
    {
        if (!(await az.ReadAsync(cancellationToken, Words(slot, "show"))).TryGet(out var app, out var failure))
            return failure;
        using (app)
        {
            var listed = await az.ReadAsync(cancellationToken, Words(slot, "config", "appsettings", "list"));
            if (!listed.TryGet(out var settings, out failure))
                return failure;
            using (settings)
            {
                var values = settings
                    .RootElement.EnumerateArray()
                    .ToDictionary(
                        setting => setting.GetProperty("name").GetString()!,
                        setting => setting.GetProperty("value").GetString()
                    );
                return new AzureRevision(
                    values.GetValueOrDefault(RevisionSetting) ?? "initial-" + (slot ?? "production"),
                    values.GetValueOrDefault(VersionSetting),
                    app.RootElement.GetProperty("state").GetString() == "Running",
                    app.RootElement.GetProperty("defaultHostName").GetString()!
                );
            }
        }
    }

    /// <summary>Puts a package and settings into a slot.</summary>
    public async Task<TargetFailure?> DeployAsync(string? slot, RevisionSpec revision, CancellationToken cancellationToken)
    {
        var settings = revision
            .Settings.Select(setting => $"{setting.Key}={setting.Value}")
            .Append($"{RevisionSetting}={revision.Id}")
            .Append($"{VersionSetting}={revision.Version}");
        string[] set = [.. Words(slot, "config", "appsettings", "set"), "--settings", .. settings];
        return await az.DoAsync(cancellationToken, [.. Words(slot, "deployment", "source", "config-zip"), "--src", revision.PackageFile])
            ?? await az.DoAsync(cancellationToken, set);
    }

    public Task<TargetFailure?> StartAsync(string? slot, CancellationToken cancellationToken) =>
        az.DoAsync(cancellationToken, Words(slot, "start"));

    public Task<TargetFailure?> StopAsync(string? slot, CancellationToken cancellationToken) =>
        az.DoAsync(cancellationToken, Words(slot, "stop"));

    /// <summary>The words of a command of az functionapp.</summary>
    public string[] Words(string? slot, params string[] verb)
    {
        string[] words = ["functionapp", .. verb, "--name", name, "--resource-group", resourceGroup, "--output", "json"];
        return slot is null ? words : [.. words, "--slot", slot];
    }
}

/// <summary>What an app or slot runs.</summary>
/// <param name="Id">The revision.</param>
/// <param name="Version">Its release; null where it was put there by others.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="HostName">Where it is asked.</param>
internal sealed record AzureRevision(string Id, string? Version, bool IsRunning, string HostName)
{
    public TargetRevision Of(int weight) => new(Id, Version, IsRunning ? RevisionStatus.Ready : RevisionStatus.Stopped, weight);
}
