using System.Diagnostics;
using System.Net;

namespace Serverless.LocalTargets.Tests;

/// <summary>Ends that nobody planned, and those that were.</summary>
public sealed class LifecycleTests : IAsyncLifetime
{
    private RunningTarget _target = null!;
    private TinyPackage _package = null!;

    public async ValueTask InitializeAsync()
    {
        _target = await RunningTarget.StartAsync("kubernetes", "--readiness-seconds", "1");
        _package = TinyPackage.Zip(_target.Folder);
    }

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task A_program_that_is_killed_leaves_no_process_and_brings_revisions_and_weights_back()
    {
        await _target.ReadyAsync(_package, "a", "b", "c");
        await _target.WeighAsync(("a", 75), ("b", 25));
        await _target.Control.DeleteAsync("/revisions/c?keep=true");
        File.Delete(_package.Path);
        var before = await PidsAsync();
        var url = _target.Front.BaseAddress;
        await _target.KillAsync();
        await EndedAsync(before);

        await _target.StartAgainAsync();
        Assert.Equal(url, _target.Front.BaseAddress);
        foreach (var id in (string[])["a", "b"])
            Assert.Equal("ready", (await _target.SettledAsync(id)).GetProperty("state").GetString());
        Assert.Equal("stopped", (await _target.RevisionAsync("c")).GetProperty("state").GetString());
        var answers = new List<string?>();
        for (var i = 0; i < 100; i++)
            answers.Add((await _target.CaptionAsync()).Revision);
        Assert.Equal(75, answers.Count(id => id == "a"));
        Assert.Equal(25, answers.Count(id => id == "b"));
    }

    [Fact]
    public async Task What_a_killed_program_left_running_is_ended_by_the_next_start()
    {
        await _target.ReadyAsync(_package, "a");
        await _target.KillAsync();
        // A process as a system without a death signal would leave it, recorded in the state.
        using var left = Process.Start(new ProcessStartInfo("sleep", ["600"]))!;
        var path = Path.Combine(_target.StateFolder, "state.json");
        var recorded = await File.ReadAllTextAsync(path);
        var identity = Serverless.LocalTargets.Processes.ProcessIdentity.Of(left);
        // The second is a number that another process has by now: this one's.
        var processes =
            $"\"processes\": [{{\"pid\": {identity.Pid}, \"startTime\": {identity.StartTime}}},"
            + $" {{\"pid\": {Environment.ProcessId}, \"startTime\": 1}},";
        await File.WriteAllTextAsync(path, recorded.Replace("\"processes\": [", processes, StringComparison.Ordinal));
        await _target.StartAgainAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await left.WaitForExitAsync(patience.Token);
        Assert.Equal("ready", (await _target.SettledAsync("a")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_revision_whose_process_ends_has_failed_and_the_other_gets_its_requests()
    {
        await _target.ReadyAsync(_package, "a", "b");
        await _target.WeighAsync(("a", 90), ("b", 10));
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/end");
            request.Headers.Add("X-Caption-Revision", "a");
            (await _target.Front.SendAsync(request)).EnsureSuccessStatusCode();
        });
        var failed = await _target.UntilAsync("a", state => state == "failed");
        Assert.Contains("exit code 7", failed.GetProperty("reason").GetString(), StringComparison.Ordinal);
        for (var i = 0; i < 20; i++)
            Assert.Equal((HttpStatusCode.OK, "b"), await _target.CaptionAsync());

        Assert.Equal(HttpStatusCode.Accepted, (await _target.Control.PostAsync("/revisions/a/start", null)).StatusCode);
        Assert.Equal("ready", (await _target.SettledAsync("a")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_pod_that_is_no_longer_ready_gets_no_requests_until_it_is()
    {
        await _target.ReadyAsync(_package, "a", "b");
        await _target.WeighAsync(("a", 100), ("b", 0));
        Assert.Equal(HttpStatusCode.OK, (await _target.Front.PostAsync("/unready?probes=4", null)).StatusCode);
        var unready = await _target.UntilAsync("a", state => state == "starting");
        Assert.Contains("/health/ready failed 3 times", unready.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _target.CaptionAsync()).Status);
        await _target.UntilAsync("a", state => state == "ready");
        Assert.Equal((HttpStatusCode.OK, "a"), await _target.CaptionAsync());
    }

    [Fact]
    public async Task A_stopped_revision_is_started_again()
    {
        await _target.ReadyAsync(_package, "a");
        await _target.Control.DeleteAsync("/revisions/a?keep=true");
        Assert.Equal(HttpStatusCode.Accepted, (await _target.Control.PostAsync("/revisions/a/start", null)).StatusCode);
        Assert.Equal("ready", (await _target.SettledAsync("a")).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _target.Control.PostAsync("/revisions/a/start", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _target.Control.PostAsync("/revisions/x/start", null)).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_in_order_answers_what_is_in_work_and_leaves_no_process(bool isAsked)
    {
        await _target.ReadyAsync(_package, "a");
        await _target.WeighAsync(("a", 100));
        var pids = await PidsAsync();
        var slow = _target.CaptionAsync("?delayMs=700");
        while ((await _target.RevisionAsync("a")).GetProperty("inFlight").GetInt32() == 0)
            await Task.Yield();
        if (isAsked)
            Assert.Equal(HttpStatusCode.OK, (await _target.Control.DeleteAsync("/")).StatusCode);
        else
            _target.Terminate();
        Assert.Equal(0, await _target.ExitCodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await slow).Status);
        await EndedAsync(pids);
        Assert.False(File.Exists(Path.Combine(_target.StateFolder, "target.json")));

        await _target.StartAgainAsync();
        Assert.Equal("ready", (await _target.SettledAsync("a")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_second_program_does_not_serve_the_same_folder()
    {
        var (exitCode, error) = await _target.RunSecondAsync();
        Assert.Equal(5, exitCode);
        Assert.Contains("is served by another process", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_that_is_broken_stops_the_start_and_is_left_as_it_is()
    {
        await _target.KillAsync();
        var path = Path.Combine(_target.StateFolder, "state.json");
        await File.WriteAllTextAsync(path, "{\"schemaVersion\":1,");
        var (exitCode, error) = await _target.RunSecondAsync();
        Assert.Equal(2, exitCode);
        Assert.Contains("is broken", error, StringComparison.Ordinal);
        Assert.Equal("{\"schemaVersion\":1,", await File.ReadAllTextAsync(path));
    }

    private async Task<List<int>> PidsAsync() =>
        [
            .. (await _target.StateAsync())
                .GetProperty("revisions")
                .EnumerateArray()
                .Where(one => one.TryGetProperty("pid", out _))
                .Select(one => one.GetProperty("pid").GetInt32()),
        ];

    /// <summary>Waits until no process runs under these numbers; a zombie that nobody has waited for yet runs no more.</summary>
    private static async Task EndedAsync(List<int> pids)
    {
        Assert.NotEmpty(pids);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var pid in pids)
        {
            while (Serverless.LocalTargets.Processes.ProcessIdentity.IsRunningNow(pid))
                await Task.Delay(20, patience.Token);
        }
    }
}
