using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;
using Serverless.Testing;

namespace Serverless.Packages.Tests.Oci;

/// <summary>A client by others sees what we write, and we see what it writes.</summary>
public sealed class SkopeoTests : IDisposable
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly string _folder = Directory.CreateTempSubdirectory("captions-skopeo-").FullName;

    public SkopeoTests()
    {
        Parts.Require(Parts.DockerRegistry);
        Parts.Require(Parts.Skopeo);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_we_push_is_copied_by_skopeo_and_what_it_pushes_we_read()
    {
        await using var server = await DockerRegistry.StartAsync();
        using var registry = Open(server, "acme/models");
        var weights = RandomNumberGenerator.GetBytes(300_000);
        var manifest = await PushAsync(registry, weights);
        Assert.Null(await registry.WriteManifestAsync(manifest, "1.0.0", Stop));

        var layout = Path.Combine(_folder, "layout");
        Skopeo("copy", "--src-tls-verify=false", $"docker://{server.Host}/acme/models:1.0.0", $"oci:{layout}:1.0.0");
        var copied = await File.ReadAllBytesAsync(Path.Combine(layout, "blobs", "sha256", manifest.Digest["sha256:".Length..]), Stop);
        Assert.Equal(manifest.Bytes, copied);
        var raw = Skopeo("inspect", "--raw", "--tls-verify=false", $"docker://{server.Host}/acme/models:1.0.0");
        Assert.Equal(Encoding.UTF8.GetString(manifest.Bytes), raw);

        Skopeo("copy", "--dest-tls-verify=false", $"oci:{layout}:1.0.0", $"docker://{server.Host}/other/models:2.0.0");
        using var other = Open(server, "other/models");
        Assert.Equal(["2.0.0"], (await other.ListTagsAsync(Stop)).Value!);
        var read = (await other.ReadManifestAsync("2.0.0", Stop)).Value!;
        Assert.Equal(manifest.Digest, read.Digest);
        await using var stream = (await other.OpenBlobAsync(Describe(weights), 100_000, Stop)).Value!;
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, Stop);
        Assert.Equal(weights[100_000..], rest.ToArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static OciRegistry Open(DockerRegistry server, string repository) =>
        new(new OciAddress(server.Host, repository), OciCredentials.None, TimeProvider.System);

    private static async Task<OciContent> PushAsync(IModelRegistry registry, byte[] weights)
    {
        var config = "{}"u8.ToArray();
        foreach (var bytes in (byte[][])[weights, config])
            Assert.Null(await registry.WriteBlobAsync(Describe(bytes), _ => Task.FromResult<Stream>(new MemoryStream(bytes)), Stop));
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["artifactType"] = "application/vnd.cncf.model.manifest.v1+json",
            ["config"] = Node(Describe(config), "application/vnd.cncf.model.config.v1+json"),
            ["layers"] = new JsonArray(Node(Describe(weights), "application/vnd.cncf.model.weight.v1.raw")),
        };
        return new OciContent(ManifestType, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }

    private static OciDescriptor Describe(byte[] bytes) =>
        new("application/octet-stream", "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);

    private static JsonObject Node(OciDescriptor descriptor, string type) =>
        new()
        {
            ["mediaType"] = type,
            ["digest"] = descriptor.Digest,
            ["size"] = descriptor.Size,
        };

    private string Skopeo(params string[] words)
    {
        var policy = Path.Combine(_folder, "policy.json");
        File.WriteAllText(policy, """{"default":[{"type":"insecureAcceptAnything"}]}""");
        var start = new ProcessStartInfo(Parts.Skopeo.Command[0], ["--policy", policy, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}
