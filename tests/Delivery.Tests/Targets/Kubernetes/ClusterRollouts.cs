using System.Net;
using System.Text.Json;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Clouds;
using Serverless.Delivery.Targets.Kubernetes;
using Serverless.Delivery.Tests.Releases;
using Serverless.Delivery.Tests.Rollouts;
using Serverless.Ledger;

namespace Serverless.Delivery.Tests.Targets.Kubernetes;

/// <summary>Rollouts on a cluster in memory; each verb as a process of its own.</summary>
internal sealed class ClusterRollouts : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _hasRoute;

    public ClusterRollouts(bool hasRoute)
    {
        _hasRoute = hasRoute;
        Cluster = new MemoryCluster(hasRoute);
        _http = new HttpClient(new PodHandler(this));
        Rollouts = new TestRollouts
        {
            PackageTarget = "kubernetes",
            Policy = new RolloutPolicy
            {
                Canary = new CanaryPolicy
                {
                    Steps = [10, 100],
                    WindowSeconds = 2,
                    MinRequests = 8,
                },
                ReadySeconds = 3,
            },
        };
    }

    public TestRollouts Rollouts { get; }

    public MemoryCluster Cluster { get; }

    /// <summary>How many requests an image answers well; more are errors.</summary>
    public Dictionary<string, int> ErrorsAfter { get; } = [];

    public KubernetesTarget Target
    {
        get
        {
            var route = _hasRoute ? "\"captions-dev\"" : "null";
            using var document = JsonDocument.Parse(
                $$"""
                {"cloud":"kubernetes","environment":"dev","namespace":"captions-dev","deployment":"captions-dev",
                "canary_deployment":"captions-dev-canary","service":"captions-dev","container":"captions","route":{{route}},
                "replicas":{"stable_min":2,"stable_max":9,"canary_max":1} }
                """
            );
            var outputs = new TerraformOutputs(document.RootElement.Clone(), "registry/captions", "https://captions/");
            return new KubernetesTarget(Cluster, _http, outputs, key: null, Rollouts.Delivery.Clock);
        }
    }

    public static string ImageOf(string version) => "registry/captions@" + TestPackages.ImageOf(version);

    public async Task<DeliveryFailure?> DeployAsync(string version) =>
        await new Rollout(await ScopeAsync()).DeployAsync(version, adopt: false, CancellationToken.None);

    public async Task<DeliveryFailure?> RollBackAsync(string? to = null) =>
        await new Rollback(await ScopeAsync()).RunAsync(to, "complaints", CancellationToken.None);

    public async Task PublishAndDeployAsync(params string[] versions)
    {
        foreach (var version in versions)
        {
            await Rollouts.PublishAsync(version);
            Assert.Null((await DeployAsync(version))?.Detail);
        }
    }

    public async Task<TargetState> StateAsync() => (await Target.StateAsync(CancellationToken.None)).Value!;

    /// <summary>What holds after every verb that ended, and while it ran.</summary>
    public async Task AssertServesAsync(string? version)
    {
        var image = version is null ? MemoryCluster.InitialImage : ImageOf(version);
        var live = (await StateAsync()).Live!;
        Assert.Equal([image], Cluster.Traffic.Where(one => one.Value > 0).Select(one => one.Key));
        Assert.Equal((0, 9), (Cluster.PodsOf("captions-dev-canary"), Cluster.PodsOf("captions-dev")));
        Assert.Equal(0, Cluster.MaxUnserved);
        Assert.Empty(Cluster.Untried);
        Assert.Equal(version, live.Version);
        var history = RolloutHistory.Of(await Rollouts.EntriesAsync(), "dev", "kubernetes");
        Assert.Null(history.Unfinished);
        Assert.Equal(live.Id, history.Serving!.Revision);
    }

    public void Dispose()
    {
        _http.Dispose();
        Rollouts.Dispose();
    }

    private async Task<RolloutScope> ScopeAsync() => (await Rollouts.ScopeAsync(target: "kubernetes")) with { Target = Target };

    /// <summary>Answers as the host does.</summary>
    private sealed class PodHandler(ClusterRollouts rollouts) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var image = rollouts.Cluster.ImageOf(request.RequestUri!.Host);
            var asked = rollouts.Cluster.Asked[image] = rollouts.Cluster.Asked.GetValueOrDefault(image) + 1;
            rollouts.Rollouts.Delivery.Clock.Advance(TimeSpan.FromMilliseconds(1));
            if (asked > rollouts.ErrorsAfter.GetValueOrDefault(image, int.MaxValue))
                return new HttpResponseMessage(HttpStatusCode.InternalServerError);
            if (request.RequestUri.AbsolutePath == "/v1/nowhere")
                return new HttpResponseMessage(HttpStatusCode.NotFound);
            if ((await request.Content!.ReadAsByteArrayAsync(cancellationToken)).Length == 0)
                return new HttpResponseMessage(HttpStatusCode.BadRequest);
            var model = rollouts.Rollouts.Target.Model;
            var answer = new
            {
                verdict = "good",
                model = new
                {
                    name = model.Name,
                    version = model.Version,
                    digest = model.Digest,
                },
            };
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(answer)),
            };
        }
    }
}
