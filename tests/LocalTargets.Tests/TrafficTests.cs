using System.Net;
using System.Net.Http.Json;

namespace Serverless.LocalTargets.Tests;

/// <summary>Who answers: weights, changes under load, draining.</summary>
public sealed class TrafficTests : IAsyncLifetime
{
    private const int Callers = 16;

    private RunningTarget _target = null!;
    private TinyPackage _package = null!;

    public async ValueTask InitializeAsync()
    {
        _target = await RunningTarget.StartAsync();
        _package = TinyPackage.Zip(_target.Folder);
    }

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task Two_revisions_share_200_requests_exactly_as_their_weights_say()
    {
        await _target.ReadyAsync(_package, "a", "b");
        Assert.Equal(HttpStatusCode.OK, (await _target.WeighAsync(("a", 90), ("b", 10))).StatusCode);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _target.CaptionAsync()));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(180, answers.Count(answer => answer.Revision == "a"));
        Assert.Equal(20, answers.Count(answer => answer.Revision == "b"));
        Assert.Equal(180, (await _target.FiguresAsync("a")).GetProperty("captioned").GetInt32());
        Assert.Equal(20, (await _target.FiguresAsync("b")).GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task Traffic_that_is_switched_and_a_revision_that_is_removed_under_16_callers_lose_no_request()
    {
        await _target.ReadyAsync(_package, "a", "b");
        await _target.WeighAsync(("a", 100));
        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(_ => CallAsync(end.Token)).ToList();
        foreach (var weight in (int[])[10, 50, 100])
            Assert.Equal(HttpStatusCode.OK, (await _target.WeighAsync(("a", 100 - weight), ("b", weight))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _target.Control.DeleteAsync("/revisions/a")).StatusCode);
        await _target.ReadyAsync(_package, "c");
        await _target.WeighAsync(("b", 0), ("c", 100));
        Assert.Equal(HttpStatusCode.OK, (await _target.Control.DeleteAsync("/revisions/b?keep=true")).StatusCode);
        await end.CancelAsync();
        var answers = (await Task.WhenAll(callers)).SelectMany(some => some).ToList();
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(["a", "b", "c"], answers.Select(answer => answer.Revision).Distinct().Order());
        Assert.Equal("stopped", (await _target.RevisionAsync("b")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_revision_is_removed_only_when_its_slow_request_is_answered()
    {
        await _target.ReadyAsync(_package, "a", "b");
        await _target.WeighAsync(("a", 100));
        var slow = _target.CaptionAsync("?delayMs=1500");
        while ((await _target.RevisionAsync("a")).GetProperty("inFlight").GetInt32() == 0)
            await Task.Yield();
        await _target.WeighAsync(("b", 100));
        var removed = await _target.Control.DeleteAsync("/revisions/a");
        Assert.True(slow.IsCompleted);
        Assert.Equal((HttpStatusCode.OK, "a"), await slow);
        Assert.True((await removed.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("drained").GetBoolean());
        Assert.Equal((HttpStatusCode.OK, "b"), await _target.CaptionAsync());
    }

    [Fact]
    public async Task A_request_picks_a_revision_by_the_header_whatever_the_weights_are()
    {
        await _target.ReadyAsync(_package, "a", "b");
        await _target.WeighAsync(("a", 100));
        Assert.Equal((HttpStatusCode.OK, "b"), await _target.CaptionAsync(revision: "b"));
        Assert.Equal(HttpStatusCode.NotFound, (await _target.CaptionAsync(revision: "c")).Status);
        await _target.Control.DeleteAsync("/revisions/b?keep=true");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _target.CaptionAsync(revision: "b")).Status);
    }

    [Fact]
    public async Task Weights_that_cannot_be_are_refused_and_change_nothing()
    {
        await _target.ReadyAsync(_package, "a", "b");
        await _target.WeighAsync(("a", 100));
        await _target.Control.DeleteAsync("/revisions/b?keep=true");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _target.WeighAsync(("a", 99))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _target.WeighAsync(("a", 110), ("b", -10))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _target.WeighAsync(("a", 90), ("b", 10))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _target.WeighAsync(("a", 90), ("x", 10))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _target.WeighAsync()).StatusCode);
        var late = new { weights = new Dictionary<string, int> { ["a"] = 100 }, ifVersion = 0 };
        Assert.Equal(HttpStatusCode.Conflict, (await _target.Control.PutAsJsonAsync("/traffic", late)).StatusCode);
        var state = await _target.StateAsync();
        Assert.Equal(1, state.GetProperty("trafficVersion").GetInt64());
        Assert.Equal(100, state.GetProperty("traffic").GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task Errors_throttled_and_refused_requests_are_counted_apart()
    {
        Assert.Equal(HttpStatusCode.Accepted, (await _target.PutAsync("a", _package, new() { ["TINY_VERDICT"] = "refused" })).StatusCode);
        await _target.SettledAsync("a");
        await _target.WeighAsync(("a", 100));
        foreach (var query in (string[])["?status=500", "?status=429", "", ""])
            await _target.CaptionAsync(query);
        var figures = await _target.FiguresAsync("a");
        int Of(string name) => figures.GetProperty(name).GetInt32();
        Assert.Equal((4, 1, 1, 2, 0), (Of("requests"), Of("errors"), Of("throttled"), Of("refused"), Of("captioned")));
        Assert.True(figures.GetProperty("latencyMs").GetProperty("p95").GetDouble() > 0);
        var later = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMinutes(1).ToString("O"));
        var window = await _target.Control.GetFromJsonAsync<System.Text.Json.JsonElement>($"/metrics?since={later}");
        Assert.Equal(0, window.GetProperty("revisions").GetProperty("a").GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task Large_bodies_pass_through()
    {
        await _target.ReadyAsync(_package, "a");
        await _target.WeighAsync(("a", 100));
        using var body = new ByteArrayContent(new byte[64 << 20]);
        Assert.Equal(HttpStatusCode.OK, (await _target.Front.PostAsync("/v1/captions", body)).StatusCode);
    }

    private async Task<List<(HttpStatusCode Status, string? Revision)>> CallAsync(CancellationToken end)
    {
        var answers = new List<(HttpStatusCode, string?)>();
        while (!end.IsCancellationRequested)
            answers.Add(await _target.CaptionAsync());
        return answers;
    }
}
