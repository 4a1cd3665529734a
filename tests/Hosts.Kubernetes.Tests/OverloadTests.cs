using System.Diagnostics;
using System.Net;
using Serverless.Testing;

namespace Serverless.Hosts.Kubernetes.Tests;

/// <summary>The container host with more to do than it can, at its end, and with nothing to do.</summary>
public sealed class OverloadTests
{
    private static readonly byte[] Picture = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "nagasaki-boats.jpg"));

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_its_end_under_load_no_accepted_request_fails()
    {
        await using var host = new RunningHost();
        await host.StartAsync([]);
        var asked = Enumerable.Range(0, 12).Select(_ => host.PostAsync(Picture)).ToList();
        Assert.Equal(HttpStatusCode.OK, (await await Task.WhenAny(asked)).StatusCode); // all of them are there by now, few are done
        Signals.AskToEnd(host.Process);
        var answers = await Task.WhenAll(asked);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await host.Process.WaitForExitAsync(Patience);
        Assert.Equal(0, host.Process.ExitCode);
    }

    [Fact]
    public async Task Far_more_callers_than_fit_are_told_when_to_come_again_and_afterwards_nothing_runs()
    {
        await using var host = new RunningHost();
        await host.StartAsync(new() { ["CAPTION_QUEUE"] = "4", ["CAPTION_CONCURRENCY"] = "8" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => host.PostAsync(Picture)));
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), 8, 119);
        Assert.All(
            answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests),
            answer => Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60))
        );

        // Idle is idle: sooner or later a second passes in which it takes no twentieth of a processor.
        var giveUp = Stopwatch.StartNew();
        TimeSpan used;
        do
        {
            Assert.True(giveUp.Elapsed < TimeSpan.FromMinutes(2), "The host does not come to rest.");
            host.Process.Refresh();
            var before = host.Process.TotalProcessorTime;
            await Task.Delay(TimeSpan.FromSeconds(1), Patience);
            host.Process.Refresh();
            used = host.Process.TotalProcessorTime - before;
        } while (used > TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task A_GPU_that_is_not_there_ends_the_start_with_2_and_is_named()
    {
        using var process = Process.Start(
            BuiltProgram.Of(
                "Hosts.Kubernetes",
                "Serverless.Hosts.Kubernetes",
                new Dictionary<string, string?> { ["CAPTION_PORT"] = "0", ["CAPTION_PROVIDER"] = "cuda" }
            )
        )!;
        var output = await process.StandardOutput.ReadToEndAsync(Patience);
        await process.WaitForExitAsync(Patience);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("The provider is to be cuda", output, StringComparison.Ordinal);
    }
}
