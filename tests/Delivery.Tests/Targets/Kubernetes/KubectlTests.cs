using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Serverless.Delivery.Targets.Kubernetes;

namespace Serverless.Delivery.Tests.Targets.Kubernetes;

/// <summary>kubectl as a program: what it is called with, and what the real one makes of our patches without a cluster.</summary>
public sealed class KubectlTests
{
    private static readonly KubernetesRevision Revision = new(
        "v1-1-0-0a1b2c3d",
        "1.1.0",
        "1.1.0",
        "registry/captions@sha256:abc",
        "00",
        "11",
        "captions-dev-v1-1-0-0a1b2c3d"
    );

    [Fact]
    public async Task Every_call_names_the_namespace()
    {
        using var program = new StandIn("kubectl");

        Assert.Null((await new Kubectl(program.Program, "captions-dev").RunAsync(default, "get", "pods")).Failure);

        Assert.Equal(["get pods --namespace captions-dev"], program.Calls);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_may_be_tried_again_and_a_refusal_may_not()
    {
        Assert.True(await IsUnreachableAsync("The connection to the server localhost:8080 was refused - did you specify the right host?"));
        Assert.True(await IsUnreachableAsync("Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout"));
        Assert.False(await IsUnreachableAsync("Error from server (Forbidden): deployments.apps is forbidden"));
    }

    [Fact]
    public async Task A_pod_is_asked_through_the_port_that_kubectl_opens_which_is_closed_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var program = new Script("kubectl", $"echo \"Forwarding from 127.0.0.1:{port} -> 8080\"; exec sleep 60");

        var opened = await new Kubectl(program.Path, "captions-dev").ForwardAsync("captions-dev-1", 8080, default);
        Assert.Equal(new Uri($"http://127.0.0.1:{port}/"), opened.Value!.Address);
        Assert.False(opened.Value.IsClosed);
        opened.Value.Dispose();

        Assert.True(opened.Value.IsClosed);
        Assert.Equal("port-forward pod/captions-dev-1 :8080 --address 127.0.0.1 --namespace captions-dev", program.Words);
    }

    [Fact]
    public async Task A_way_that_kubectl_does_not_open_is_said_with_its_own_words()
    {
        using var program = new Script("kubectl", "echo 'error: pods \"x\" not found' >&2; exit 1");

        var failure = (await new Kubectl(program.Path, "captions-dev").ForwardAsync("x", 8080, default)).Failure!;

        Assert.Contains("pods \"x\" not found", failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_real_kubectl_makes_of_a_template_what_the_cluster_in_memory_does(bool hasSettings)
    {
        Assert.SkipUnless(IsThere("kubectl"), "kubectl is not installed: patches are held to the stand-in alone");
        var before = new MemoryCluster(hasRoute: false).Object("deployment/captions-dev");
        before["apiVersion"] = "apps/v1";
        var revision = hasSettings ? Revision : Revision with { ConfigMap = null };
        var patch = KubernetesPatches.Template(new KubernetesTrack(before, "captions"), "captions", revision);
        patch["spec"]!["replicas"] = 1;

        var after = Real(before, "patch", "--type", "strategic", "--patch", patch.ToJsonString());

        var track = new KubernetesTrack(after, "captions");
        Assert.Equal((revision, revision, 1), (track.Recorded, track.Found, track.Replicas));
        Assert.Equal("0.0.0.0", track.Variable("CAPTION_ADDRESS"));
        var template = after["spec"]!["template"]!;
        Assert.Equal(Revision.Image, (string?)template["spec"]!["initContainers"]![0]!["image"]);
        Assert.Equal("1.1.0", (string?)template["metadata"]!["labels"]!["app.kubernetes.io/version"]);
        var emptied = new KubernetesTrack(
            Real(after, "patch", "--type", "strategic", "--patch", KubernetesPatches.Empty().ToJsonString()),
            "captions"
        );
        Assert.Equal((null, 0), (emptied.Recorded, emptied.Replicas));
    }

    [Fact]
    public void The_real_kubectl_narrows_a_Service_to_one_track_and_opens_it_again()
    {
        Assert.SkipUnless(IsThere("kubectl"), "kubectl is not installed: patches are held to the stand-in alone");
        var service = new MemoryCluster(hasRoute: false).Object("service/captions-dev");
        service["apiVersion"] = "v1";

        var narrowed = Real(service, "patch", "--type", "merge", "--patch", KubernetesPatches.Selector("stable").ToJsonString());
        var opened = Real(narrowed, "patch", "--type", "merge", "--patch", KubernetesPatches.Selector(null).ToJsonString());

        Assert.Equal("stable", (string?)narrowed["spec"]!["selector"]!["captions/track"]);
        Assert.Equal("captions-dev", (string?)opened["spec"]!["selector"]!["app.kubernetes.io/name"]);
        Assert.Null(opened["spec"]!["selector"]!["captions/track"]);
    }

    [Fact]
    public void The_real_kubectl_takes_the_settings_of_a_revision_as_they_are()
    {
        Assert.SkipUnless(IsThere("kubectl"), "kubectl is not installed");
        const string Networks = "--from-literal=CAPTION_URL_NETWORKS=10.0.0.0/8,10.1.0.0/16";

        var made = JsonNode.Parse(Run("create", "configmap", "captions-dev-v1", Networks, "--dry-run=client", "--output", "json"))!;

        Assert.Equal("10.0.0.0/8,10.1.0.0/16", (string?)made["data"]!["CAPTION_URL_NETWORKS"]);
    }

    private static async Task<bool> IsUnreachableAsync(string words)
    {
        using var program = new Script("kubectl", $"echo '{words}' >&2; exit 1");
        return (await new Kubectl(program.Path, "captions-dev").RunAsync(default, "get", "pods")).Failure!.IsUnreachable;
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static JsonNode Real(JsonNode manifest, string verb, params string[] words)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, manifest.ToJsonString());
        var answer = Run([verb, "--local", "--filename", file, "--output", "json", .. words]);
        File.Delete(file);
        return JsonNode.Parse(answer)!;
    }

    private static string Run(params string[] words)
    {
        var start = new ProcessStartInfo("kubectl", words) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, wrong.GetAwaiter().GetResult());
        return said.GetAwaiter().GetResult();
    }
}
