using System.Text;
using Serverless.Loop.Settings;

namespace Serverless.Loop.Tests;

public sealed class LoopSettingsTests
{
    [Fact]
    public void What_the_file_leaves_out_the_environment_says()
    {
        var environment = new Dictionary<string, string>
        {
            ["CAPTION_MODEL_FROM"] = "s3://models/line",
            ["CAPTION_REVIEWS_TO"] = "s3://reviews/",
            ["CAPTION_TRAFFIC_TO"] = "s3://traffic/",
        };
        var settings = LoopSettingsReader.Read(null, null, environment.GetValueOrDefault).Value!;
        Assert.Equal(("s3://models/line", "s3://reviews/", "s3://traffic/"), (settings.Registry, settings.Reviews, settings.Traffic));
        Assert.Equal((100, TimeSpan.FromDays(1)), (settings.Triggers.MinReviews, settings.Triggers.CoolDown));
        Assert.Null(settings.Triggers.Every);
    }

    [Fact]
    public void Paths_are_meant_from_the_folder_of_the_file_and_addresses_as_they_stand()
    {
        var settings = Read("""{ "registry": "registry", "reviews": "s3://reviews/", "data": ["judged", "/srv/judged"] }""").Value!;
        Assert.Equal("/loop/registry", settings.Registry);
        Assert.Equal("s3://reviews/", settings.Reviews);
        Assert.Equal(["/loop/judged", "/srv/judged"], settings.Data);
    }

    [Fact]
    public void Every_fault_is_told_in_one_message()
    {
        var wrong = Read(
            """
            { "registry": 7, "rewievs": "x", "watchSeconds": 0,
              "triggers": { "minAccuracy": 2, "onDrift": "yes", "cron": "* * * * *" }, "trial": [] }
            """
        ).Failure!;
        Assert.Equal(
            [
                "loop.json: registry: text is expected, it is 7",
                "loop.json: registry: the registry that the hosts follow is not named, neither here nor by CAPTION_MODEL_FROM",
                "loop.json: reviews: there is nothing to learn from: name reviews (CAPTION_REVIEWS_TO) or data",
                "loop.json: rewievs: there is no such setting; known: data, monitor, parent, registry, reviews, state, traffic, trial, "
                    + "triggers, watchSeconds",
                "loop.json: trial: an object is expected, it is []",
                "loop.json: triggers.cron: there is no such setting; known: coolDownSeconds, everySeconds, minAccuracy, minAgreement, "
                    + "minReviews, onDrift",
                "loop.json: triggers.minAccuracy: a number from 0 to 1 is expected, it is 2",
                "loop.json: triggers.onDrift: true or false is expected, it is \"yes\"",
                "loop.json: watchSeconds: a number from 1 to 86400 is expected, it is 0",
            ],
            wrong.Split(Environment.NewLine)
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    public void What_is_no_object_is_refused(string text) =>
        Assert.StartsWith("loop.json: it ", Read(text).Failure, StringComparison.Ordinal);

    private static Core.Result<LoopSettings, string> Read(string text) =>
        LoopSettingsReader.Read(Encoding.UTF8.GetBytes(text), "/loop", _ => null);
}
