using System.Text;
using Serverless.Monitoring.Counting;
using Serverless.Monitoring.Reference;
using Serverless.Monitoring.Reports;
using Serverless.Monitoring.Storing;
using Serverless.Results.Reviews;
using Serverless.Storage;

namespace Serverless.Monitoring.Tests;

public sealed class TrafficMonitorTests
{
    private readonly TrafficWorld _world = new();

    [Fact]
    public async Task Usual_traffic_is_steady()
    {
        for (var i = 0; i < 3; i++)
            await _world.AddWindowAsync(100 + i, 150);
        var report = await _world.CheckAsync(TrafficWorld.Reference);
        Assert.Equal(("steady", "nothing has moved in 3 windows"), (report.Verdict, Assert.Single(report.Why)));
        Assert.Equal(3, report.Windows.Count);
        Assert.Equal(450, report.Health.Captions);
        Assert.Empty(report.Problems);
    }

    [Theory]
    [InlineData("darker", TrafficStatistics.Brightness, "pictures are darker: mean brightness ")]
    [InlineData("blurred", TrafficStatistics.Sharpness, "pictures are blurrier: sharpness ")]
    [InlineData("half black", TrafficStatistics.Evenness, "even areas are larger: even areas ")]
    public async Task A_shift_is_an_alarm_after_two_windows_and_over_after_two_that_are_clean(string shift, string name, string sentence)
    {
        await _world.AddWindowAsync(200, 150);
        await _world.AddWindowAsync(201, 150, shift);
        Assert.Equal(TrafficVerdict.Steady, (await _world.CheckAsync(TrafficWorld.Reference)).Outcome);
        await _world.AddWindowAsync(202, 150, shift);
        var report = await _world.CheckAsync(TrafficWorld.Reference);
        Assert.Equal("drift", report.Verdict);
        Assert.Contains(report.Why, why => why.StartsWith(sentence, StringComparison.Ordinal));
        Assert.Contains(name, report.Windows[^1].Alarms);
        Assert.True(report.Statistics.Single(one => one.Name == name).IsAlarm);

        await _world.AddWindowAsync(203, 150);
        Assert.Equal(TrafficVerdict.Drift, (await _world.CheckAsync(TrafficWorld.Reference)).Outcome);
        await _world.AddWindowAsync(204, 150);
        Assert.Equal(TrafficVerdict.Steady, (await _world.CheckAsync(TrafficWorld.Reference)).Outcome);
    }

    [Fact]
    public async Task Too_few_pictures_are_a_verdict_of_their_own_until_windows_are_put_together()
    {
        for (var i = 0; i < 6; i++) // from 10 o'clock, so that four lie in the window of four hours from 12
            await _world.AddWindowAsync(300 + i, 40);
        var report = await _world.CheckAsync(TrafficWorld.Reference);
        Assert.Equal(("too_few", "no closed window has 100 pictures, the most is 40"), (report.Verdict, Assert.Single(report.Why)));
        var longer = await _world.CheckAsync(TrafficWorld.Reference, one => one with { Seconds = 14_400, Now = one.Now.AddHours(4) });
        Assert.Equal("steady", longer.Verdict);
    }

    [Fact]
    public async Task A_window_that_is_open_is_shown_and_not_judged()
    {
        using var recorder = _world.Recorder(reference: TrafficWorld.Reference);
        for (var i = 0; i < 150; i++)
            recorder.Add(Captions.Of("a dog", "dog", 0.8));
        await recorder.FlushAsync(isEnd: true, TrafficWorld.Now);
        var report = await _world.CheckAsync(TrafficWorld.Reference);
        Assert.Equal("open", Assert.Single(report.Windows).State);
        Assert.Equal("no closed window has 100 pictures, the most is 150; the only window is still open", Assert.Single(report.Why));
    }

    [Fact]
    public async Task No_traffic_is_empty_and_says_whose_there_is()
    {
        Assert.Equal("empty", (await _world.CheckAsync(TrafficWorld.Reference)).Verdict);
        await _world.AddWindowAsync(400, 120);
        var report = await _world.CheckAsync(TrafficWorld.Reference, one => one with { Digest = "sha256:other" });
        Assert.Equal("empty", report.Verdict);
        Assert.Contains("there is some of caption-base 1.2.3 (sha256:ab)", report.Why);
        var old = await _world.CheckAsync(TrafficWorld.Reference, one => one with { Now = one.Now.AddDays(9) });
        Assert.Equal("there is no traffic of this model in the last 48 hours", Assert.Single(old.Why));
    }

    [Fact]
    public async Task A_model_past_its_age_is_stale_whatever_traffic_does_and_drift_goes_before()
    {
        await _world.AddWindowAsync(500, 150);
        await _world.AddWindowAsync(501, 150);
        Func<TrafficQuestion, TrafficQuestion> aged = one => one with { ModelMadeAt = one.Now.AddDays(-91), MaxAgeDays = 90 };
        var report = await _world.CheckAsync(TrafficWorld.Reference, aged);
        Assert.Equal(
            ("stale", "the model is 91 days old; its policy wants one of at most 90 days"),
            (report.Verdict, Assert.Single(report.Why))
        );
        Assert.Equal("steady", (await _world.CheckAsync(TrafficWorld.Reference, one => aged(one) with { MaxAgeDays = 92 })).Verdict);
        await _world.AddWindowAsync(502, 150, "darker");
        await _world.AddWindowAsync(503, 150, "darker");
        var both = await _world.CheckAsync(TrafficWorld.Reference, aged);
        Assert.Equal("drift", both.Verdict);
        Assert.Contains("the model is 91 days old; its policy wants one of at most 90 days", both.Why);
    }

    [Fact]
    public async Task Without_a_reference_nothing_is_said_until_the_operator_makes_one_of_traffic()
    {
        for (var i = 0; i < 3; i++)
            await _world.AddWindowAsync(600 + i, 150, "darker");
        Assert.Equal("no_reference", (await _world.CheckAsync(null)).Verdict);
        Assert.Equal("drift", (await _world.CheckAsync(TrafficWorld.Reference)).Verdict);

        var read = await new TrafficReader(_world.Folder).ReadAsync(
            DateTimeOffset.MinValue,
            _world.Clock.GetUtcNow(),
            null,
            TrafficWorld.Now
        );
        var own = ReferenceBuilder.Of(read.Value!.Windows, TrafficWorld.Reference, "own traffic");
        await _world.PutAsync("references/sha256-ab.json", own.ToBytes());
        await _world.AddWindowAsync(610, 150, "darker");
        var report = await _world.CheckAsync(TrafficWorld.Reference);
        Assert.Equal(("steady", "own traffic"), (report.Verdict, report.Reference!.MadeBy));
        Assert.Contains(report.Statistics, one => one.Name == TrafficStatistics.ProjectionName(1));
        var named = await _world.CheckAsync(TrafficWorld.Reference, one => one with { IsReferenceFixed = true });
        Assert.Equal("drift", named.Verdict);

        await _world.PutAsync("references/sha256-ab.json", [1, 2, 3]);
        var damaged = await _world.CheckAsync(TrafficWorld.Reference);
        Assert.Contains(damaged.Problems, problem => problem.Contains("is no drift reference", StringComparison.Ordinal));
        Assert.Equal("a test", damaged.Reference!.MadeBy);
    }

    [Fact]
    public async Task What_is_damaged_or_of_another_version_is_told_and_left_out()
    {
        await _world.AddWindowAsync(700, 120);
        var whole = await _world.Store.ReadBytesAsync(
            _world.Folder.Prefix + (await _world.NamesAsync())[0],
            BlobSelection.All,
            TrafficWorld.Now
        );
        var text = Encoding.UTF8.GetString(whole.Value!.Bytes);
        await _world.PutAsync("traffic/20261121T100000Z/cut-000001.json", whole.Value!.Bytes[..200]);
        await _world.PutAsync(
            "traffic/20261121T100000Z/new-000001.json",
            Encoding.UTF8.GetBytes(
                text.Replace("{\"schemaVersion\":1,\"start\"", "{\"schemaVersion\":2,\"start\"", StringComparison.Ordinal)
            )
        );
        await _world.PutAsync(
            "traffic/20261121T100000Z/odd-000001.json",
            Encoding.UTF8.GetBytes(text.Replace("\"count\":120", "\"count\":121", StringComparison.Ordinal))
        );
        await _world.PutAsync("traffic/readme.json", [1]);
        var report = await _world.CheckAsync(TrafficWorld.Reference);
        Assert.Equal(120, report.Health.Captions);
        Assert.Equal(
            [
                "watch/traffic/20261121T100000Z/cut-000001.json is left out: it is damaged.",
                "watch/traffic/20261121T100000Z/new-000001.json is left out: it is of another version.",
                "watch/traffic/20261121T100000Z/odd-000001.json is left out: what was counted is damaged, or of another version.",
            ],
            report.Problems
        );
    }

    [Fact]
    public async Task A_store_that_is_away_is_a_failure_and_no_verdict()
    {
        await _world.AddWindowAsync(800, 120);
        _world.Store.Fault = (call, _) => call == "read" ? new StoreFailure(StoreFailureReason.Unavailable, "away") : null;
        var checking = await new TrafficMonitor().CheckAsync(
            _world.Folder,
            TrafficWorld.Reference,
            new TrafficQuestion(_world.Clock.GetUtcNow()),
            TrafficWorld.Now
        );
        Assert.Equal("away", checking.Failure?.Detail);
    }

    [Fact]
    public async Task Accuracy_is_expected_by_scores_and_held_against_reviews()
    {
        await _world.AddWindowAsync(900, 150);
        var reviews = new ReviewStore(
            new BlobFolder(new BlobAddress("s3", "captions", "kept/"), _world.Store, "kept/"),
            keepsFeatures: false
        );
        var service = new Dictionary<string, string[]>
        {
            ["a"] = ["accept"],
            ["b"] = ["reject", "edit"],
            ["c"] = ["accept", "reject"],
            ["d"] = ["accept"],
        };
        foreach (var (sha, decisions) in service)
        {
            var caption = Captions.Of("a dog", "dog", 0.9) with { CreatedAt = _world.Clock.GetUtcNow().AddMinutes(-10) };
            Assert.Null(await reviews.KeepAsync(caption, null, null, TrafficWorld.Now));
            foreach (var (i, decision) in decisions.Index())
            {
                var review = $$"""
                    {"schemaVersion":2,"id":"{{sha}}{{i}}","captionId":"{{caption.Id}}","decision":"{{decision}}","correctedCaption":null,
                    "reviewer":"person {{i}}","isTrainable":false,"createdAt":"{{_world.Clock.GetUtcNow():O}}"}
                    """;
                var content = BlobContent.Of(Encoding.UTF8.GetBytes(review), "application/json");
                await _world.Store.WriteAsync(
                    reviews.ReviewKeyOf(caption.Id, $"{sha}{i}"),
                    content,
                    WriteCondition.None,
                    TrafficWorld.Now
                );
            }
        }

        var accuracy = (await _world.CheckAsync(TrafficWorld.Reference, one => one with { Reviews = reviews })).Accuracy!;
        Assert.InRange(accuracy.Expected, accuracy.Low, accuracy.High);
        Assert.InRange(accuracy.Expected, 0.7, 0.8);
        Assert.InRange(accuracy.AboveThreshold!.Value, 0.6, 0.9);
        Assert.Equal(
            (3, 0.6667, 0.9, true),
            (accuracy.Reviews!.Captions, accuracy.Reviews.Right, accuracy.Reviews.Expected, accuracy.Reviews.IsWithin)
        );
    }

    [Fact]
    public async Task The_report_for_people_has_a_table_beside_every_plot_and_needs_nothing_from_outside()
    {
        for (var i = 0; i < 3; i++)
            await _world.AddWindowAsync(950 + i, 150, "darker");
        var report = await _world.CheckAsync(TrafficWorld.Reference);
        var html = TrafficHtml.Write(report with { Problems = ["<script>alert(1)</script>"] });
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Contains("pictures are darker: mean brightness", html, StringComparison.Ordinal);
        var plots = html.Split("role=\"img\" aria-label=\"").Length - 1;
        Assert.Equal(report.Statistics.Count + 2, plots);
        Assert.Equal(report.Statistics.Count + 2, html.Split("<table>").Length - 1);
        var empty = TrafficHtml.Write(await new TrafficWorld().CheckAsync(null));
        Assert.Contains("there is no traffic of this model", empty, StringComparison.Ordinal);
    }
}
