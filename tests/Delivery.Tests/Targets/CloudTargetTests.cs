using System.Text.Json;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Tests.Targets;

/// <summary>What the vendors' command lines are called with, against their documented syntax.</summary>
public sealed class CloudTargetTests
{
    private static readonly RevisionSpec Spec = new(
        "v1-1-0-0a1b2c3d",
        "1.1.0",
        "/packages/captions.zip",
        "00",
        "sha256:abc",
        new Dictionary<string, string> { ["CAPTION_QUEUE"] = "8", ["CAPTION_URL_NETWORKS"] = "10.0.0.0/8,10.1.0.0/16" }
    );

    [Fact]
    public async Task Cloud_run_gets_a_revision_without_traffic_and_then_its_share()
    {
        using var gcloud = new StandIn("gcloud");
        var outputs = Outputs(Gcp, "europe-docker.pkg.dev/p/captions");
        var target = new GcpTarget(gcloud.Command, new HttpClient(), outputs, TimeProvider.System);
        const string Place = "--project p --region europe-west1 --format json --quiet";

        Assert.Null(await target.CreateAsync(Spec, default));
        Assert.Null(await target.ShiftAsync(new Dictionary<string, int> { [Spec.Id] = 10, ["v1-0-0-ffffffff"] = 90 }, default));

        Assert.Equal(
            [
                "run deploy captions --image europe-docker.pkg.dev/p/captions/captions-gcp@sha256:abc --no-traffic "
                    + "--revision-suffix v1-1-0-0a1b2c3d --tag r0a1b2c3d --labels caption-version=1_1_0 "
                    + $"--update-env-vars ^;;^CAPTION_QUEUE=8;;CAPTION_URL_NETWORKS=10.0.0.0/8,10.1.0.0/16 {Place}",
                "run services update-traffic captions --to-revisions captions-v1-1-0-0a1b2c3d=10,captions-v1-0-0-ffffffff=90 " + Place,
            ],
            gcloud.Calls
        );
    }

    [Fact]
    public async Task Cloud_run_tells_revisions_states_and_shares()
    {
        using var gcloud = new StandIn("gcloud");
        gcloud.Answer(
            "run services describe captions",
            """{"status":{"url":"https://captions-x.a.run.app","traffic":[{"revisionName":"captions-a","percent":90},"""
                + """{"revisionName":"captions-b","percent":10},{"revisionName":"captions-b","tag":"rb"}]}}"""
        );
        gcloud.Answer(
            "run revisions list",
            """
            [{"metadata":{"name":"captions-a","labels":{"caption-version":"1_0_0"}},
              "status":{"conditions":[{"type":"Ready","status":"True"}]}},
             {"metadata":{"name":"captions-b"},"status":{"conditions":[{"type":"Ready","status":"False","message":"no start"}]}}]
            """
        );
        var target = new GcpTarget(gcloud.Command, new HttpClient(), Outputs(Gcp), TimeProvider.System);

        var state = (await target.StateAsync(default)).Value!;

        Assert.Equal(
            [new("a", "1.0.0", RevisionStatus.Ready, 90), new("b", null, RevisionStatus.Failed, 10, Reason: "no start")],
            state.Revisions
        );
    }

    [Fact]
    public async Task A_release_without_an_image_is_refused_where_images_run()
    {
        using var gcloud = new StandIn("gcloud");
        var target = new GcpTarget(gcloud.Command, new HttpClient(), Outputs(Gcp, "registry"), TimeProvider.System);

        var failure = await target.CreateAsync(Spec with { Image = null }, default);

        Assert.Contains("without an image", failure!.Detail, StringComparison.Ordinal);
        Assert.Empty(gcloud.Calls);
    }

    [Fact]
    public async Task A_premium_app_gets_its_release_in_the_slot_then_a_share_then_a_swap()
    {
        using var az = new StandIn("az");
        az.Answer("functionapp show", """{"state":"Running","defaultHostName":"captions.azurewebsites.net"}""");
        az.Answer("functionapp config appsettings list", """[{"name":"DELIVERY_REVISION","value":"old"}]""");
        var target = new AzureTarget(az.Command, new HttpClient(), Outputs(Azure), null, TimeProvider.System);
        const string App = "--name app --resource-group group --output json";

        Assert.Null(await target.CreateAsync(Spec, default));
        Assert.Null(await target.ShiftAsync(new Dictionary<string, int> { [Spec.Id] = 10, ["old"] = 90 }, default));
        Assert.Null(await target.ShiftAsync(new Dictionary<string, int> { [Spec.Id] = 100 }, default));

        Assert.Equal(
            [
                $"functionapp deployment source config-zip {App} --slot staging --src /packages/captions.zip",
                $"functionapp config appsettings set {App} --slot staging --settings CAPTION_QUEUE=8 "
                    + "CAPTION_URL_NETWORKS=10.0.0.0/8,10.1.0.0/16 DELIVERY_REVISION=v1-1-0-0a1b2c3d DELIVERY_VERSION=1.1.0",
                $"functionapp start {App} --slot staging",
                $"webapp traffic-routing set {App} --distribution staging=10",
                $"functionapp deployment slot swap {App} --slot staging --target-slot production",
                $"webapp traffic-routing clear {App}",
            ],
            az.Changes("functionapp show", "appsettings list")
        );
    }

    [Fact]
    public async Task A_flex_app_is_replaced_when_the_traffic_moves_and_not_before()
    {
        using var az = new StandIn("az");
        az.Answer("functionapp show", """{"state":"Running","defaultHostName":"captions.azurewebsites.net"}""");
        az.Answer("functionapp config appsettings list", "[]");
        var target = new AzureFlexTarget(az.Command, new HttpClient(), Outputs(Azure), null, TimeProvider.System);

        Assert.Null(await target.CreateAsync(Spec, default));
        var before = az.Changes("functionapp show", "appsettings list");
        Assert.Null(await target.ShiftAsync(new Dictionary<string, int> { [Spec.Id] = 100 }, default));

        Assert.Empty(before);
        Assert.StartsWith("functionapp deployment source config-zip --name app", az.Changes("show", "list")[0], StringComparison.Ordinal);
        Assert.Equal("initial-production", (await target.StateAsync(default)).Value!.Live!.Id);
    }

    [Fact]
    public async Task A_command_line_that_is_missing_or_refuses_is_said_in_its_own_words()
    {
        using var gcloud = new StandIn("gcloud");
        gcloud.Answer("run services describe", "", code: 1);
        var target = new GcpTarget(gcloud.Command, new HttpClient(), Outputs(Gcp), TimeProvider.System);
        var missing = new GcpTarget(new CommandLine("no-such-program"), new HttpClient(), Outputs(Gcp), TimeProvider.System);

        Assert.Contains("run services describe captions", (await target.StateAsync(default)).Failure!.Detail, StringComparison.Ordinal);
        Assert.Contains("is not installed", (await missing.StateAsync(default)).Failure!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prod", "gcp", "is about dev/gcp, not prod/gcp")]
    [InlineData("dev", "aws", "is about dev/gcp, not dev/aws")]
    public void Outputs_of_another_stack_are_refused(string environment, string target, string why)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "{\"deployment\":{\"value\":" + Gcp + "}}");

        var read = TerraformOutputs.Read(file, environment, target);
        File.Delete(file);

        Assert.Contains(why, read.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stack_s_own_canary_and_thresholds_hold()
    {
        var outputs = Outputs("""{"canary":{"percent":20,"minutes":5},"alarm_thresholds":{"error_percent":1,"refused_percent":40}}""");

        var policy = outputs.Apply(new RolloutPolicy());

        Assert.Equal([20, 50, 100], policy.Canary.Steps);
        Assert.Equal((300, 1, 40), (policy.Canary.WindowSeconds, policy.Thresholds.ErrorPercent, policy.Thresholds.RefusedPercent));
    }

    [Fact]
    public async Task Probes_are_measured_by_revision_with_what_they_were_answered()
    {
        var meter = new ProbeMeter(TimeProvider.System);
        var since = TimeProvider.System.GetUtcNow();
        foreach (var (status, verdict) in new[] { (200, "good"), (200, "refused"), (503, ""), (429, "") })
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new { verdict });
            await meter.MeasureAsync(
                "a",
                () => Task.FromResult<Core.Result<ProbeResponse, TargetFailure>>(new ProbeResponse(status, body))
            );
        }

        var figures = meter.Read(since).Of("a");

        Assert.Equal((4, 1, 1, 1, 1), (figures.Requests, figures.Errors, figures.Throttled, figures.Captioned, figures.Refused));
        Assert.Equal(0, meter.Read(since).Of("b").Requests);
    }

    private const string Gcp = """{"cloud":"gcp","environment":"dev","project":"p","region":"europe-west1","service":"captions"}""";

    private const string Azure = """{"cloud":"azure","environment":"dev","resource_group":"group","app":"app","slot":"staging"}""";

    private static TerraformOutputs Outputs(string deployment, string? registry = null)
    {
        using var document = JsonDocument.Parse(deployment);
        return new TerraformOutputs(document.RootElement.Clone(), registry, null);
    }
}
