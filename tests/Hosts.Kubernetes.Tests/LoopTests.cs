using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>
/// The whole loop on one machine, by the real parts: a host under traffic that has drifted, people's decisions, the trainer, the registry,
/// the host's own canary.
/// </summary>
public sealed class LoopTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly LoopWalk _walk = new();

    public void Dispose() => _walk.Dispose();

    [Fact]
    public async Task Drift_trains_a_candidate_that_the_host_tries_and_takes()
    {
        await using var host = await StartAsync(maxQualityDrop: 1);
        var run = await RunUnderTrafficAsync(host);
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Contains("drift:", run.Output, StringComparison.Ordinal);
        Assert.Contains("ended\tpromoted:", run.Output, StringComparison.Ordinal);
        Assert.Equal("1.0.1", await VersionAsync(host));
        _walk.Say("# the host serves tiny 1.0.1");
        var ledger = await _walk.LedgerAsync();
        Assert.Equal(
            ["triggered", "snapshot", "trained", "pushed", "tried"],
            ledger.SkipWhile(kind => kind != "triggered").Where(kind => kind is not ("canary" or "promoted"))
        );
        Assert.Contains("promoted", ledger.SkipWhile(kind => kind != "tried"));
        var again = await _walk.LoopAsync(true, "--once");
        Assert.Equal(0, again.Code);
        Assert.Contains("idle\t", again.Output, StringComparison.Ordinal);
        await _walk.ShowLedgerAsync();
        _walk.KeepTranscript();
    }

    [Fact]
    public async Task A_candidate_that_is_worse_in_the_host_is_rolled_back_and_the_loop_exits_4()
    {
        await using var host = await StartAsync(maxQualityDrop: -10); // nothing is so much better
        var run = await RunUnderTrafficAsync(host);
        Assert.True(run.Code == 4, run.Output + run.Error);
        Assert.Contains("refused\trolled-back: mean score", run.Output, StringComparison.Ordinal);
        Assert.Equal("1.0.0", await VersionAsync(host));
        Assert.Equal("rolled-back", (await _walk.LedgerAsync())[^1]);
    }

    private async Task<RunningHost> StartAsync(double maxQualityDrop)
    {
        await _walk.SetUpAsync(maxQualityDrop);
        var host = new RunningHost();
        await host.StartAsync(_walk.HostSettings());
        Assert.Equal("1.0.0", await VersionAsync(host));
        _walk.Say("# the host serves tiny 1.0.0 and was asked nothing yet");
        var quiet = await _walk.LoopAsync(true, "--dry-run");
        Assert.True(quiet.Code == 0, quiet.Output + quiet.Error);
        Assert.Contains("idle\tempty:", quiet.Output, StringComparison.Ordinal);
        return host;
    }

    /// <summary>Dark pictures all the while, until the loop notices; then one look that does the rest.</summary>
    private async Task<LoopWalk.Finished> RunUnderTrafficAsync(RunningHost host)
    {
        using var enough = new CancellationTokenSource();
        var callers = Task.Run(() => CallAsync(host, enough.Token), CancellationToken.None);
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            _walk.Say("# callers send dark pictures from now on");
            var seen = await _walk.LoopAsync(false, "--dry-run");
            while (!seen.Output.Contains("due\ta run would begin: drift:", StringComparison.Ordinal))
            {
                Assert.False(patience.IsCancellationRequested, $"no drift was seen: {seen.Output}{seen.Error}");
                seen = await _walk.LoopAsync(false, "--dry-run");
            }

            await _walk.LoopAsync(true, "--dry-run");
            return await _walk.LoopAsync(true, "--once");
        }
        finally
        {
            await enough.CancelAsync();
            await callers;
        }
    }

    private static async Task CallAsync(RunningHost host, CancellationToken enough)
    {
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            using var picture = new ByteArrayContent(TinyPicture.Png(i, max: 60));
            picture.Headers.ContentType = new("image/png");
            using var answer = await host.Client.PostAsync("/v1/captions", picture, CancellationToken.None);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(CancellationToken.None));
        }
    }

    private static async Task<string?> VersionAsync(RunningHost host) =>
        (await host.Client.GetFromJsonAsync<JsonElement>("/v1/model")).GetProperty("version").GetString();
}
