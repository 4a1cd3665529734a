using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Packages.Oci;
using Serverless.Packages.Registries;
using Serverless.Signing;

namespace Serverless.Packages.Tests.Registries;

/// <summary>What every registry does the same; run over each.</summary>
public abstract class RegistryContract
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A registry with nothing in it; skips the test where a part is missing.</summary>
    protected abstract Task<IModelRegistry> OpenAsync();

    [Fact]
    public async Task A_registry_with_nothing_in_it_lists_nothing()
    {
        using var registry = await OpenAsync();
        Assert.Empty((await registry.ListTagsAsync(Stop)).Value!);
        Assert.Equal("not_found", (await registry.ReadManifestAsync("1.0.0", Stop)).Failure!.Rule);
        Assert.Null((await registry.ReadAliasAsync("champion", Stop)).Value!.Newest);
        Assert.Empty((await registry.ListReferrersAsync("sha256:" + new string('0', 64), Stop)).Value!);
    }

    [Fact]
    public async Task A_manifest_is_read_by_its_tag_and_its_digest()
    {
        using var registry = await OpenAsync();
        var manifest = await PushAsync(registry, "one");
        Assert.Null(await registry.WriteManifestAsync(manifest, "1.0.0", Stop));
        foreach (var reference in (string[])["1.0.0", manifest.Digest])
        {
            var read = (await registry.ReadManifestAsync(reference, Stop)).Value!;
            Assert.Equal((manifest.MediaType, manifest.Digest), (read.MediaType, read.Digest));
            Assert.Equal(manifest.Bytes, read.Bytes);
        }
    }

    [Fact]
    public async Task Tags_are_listed_in_ordinal_order_without_what_stands_for_aliases_and_signatures()
    {
        using var registry = await OpenAsync();
        foreach (var tag in (string[])["1.10.0", "1.2.0", "1.9.0"])
            Assert.Null(await registry.WriteManifestAsync(await PushAsync(registry, tag), tag, Stop));
        Assert.Null(await registry.WriteAliasAsync("champion", 1, Entry("a"), Stop));
        var subject = await PushAsync(registry, "1.2.0");
        Assert.Null(await registry.WriteManifestAsync(await PushAsync(registry, "signature", subject), null, Stop));
        Assert.Equal(["1.10.0", "1.2.0", "1.9.0"], (await registry.ListTagsAsync(Stop)).Value!);
    }

    [Fact]
    public async Task A_tag_does_not_change_what_it_means()
    {
        using var registry = await OpenAsync();
        var (first, second) = (await PushAsync(registry, "first"), await PushAsync(registry, "second"));
        Assert.Null(await registry.WriteManifestAsync(first, "1.0.0", Stop));
        Assert.Null(await registry.WriteManifestAsync(first, "1.0.0", Stop));
        var failure = (await registry.WriteManifestAsync(second, "1.0.0", Stop))!;
        Assert.Equal(("tag_taken", PackageFailureKind.Refused), (failure.Rule, failure.Kind));
        Assert.Equal(first.Digest, (await registry.ReadManifestAsync("1.0.0", Stop)).Value!.Digest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9_000_000)]
    public async Task A_blob_is_written_once_and_read_from_any_byte(int size)
    {
        using var registry = await OpenAsync();
        var bytes = RandomNumberGenerator.GetBytes(size);
        var opened = 0;
        for (var i = 0; i < 2; i++)
            Assert.Null(await registry.WriteBlobAsync(Describe(bytes), Open, Stop));
        Assert.Equal(1, opened);
        foreach (var offset in new[] { 0, size / 2, size }.Distinct())
        {
            await using var stream = (await registry.OpenBlobAsync(Describe(bytes), offset, Stop)).Value!;
            using var read = new MemoryStream();
            await stream.CopyToAsync(read, Stop);
            Assert.Equal(bytes[offset..], read.ToArray());
        }

        Task<Stream> Open(CancellationToken cancellationToken)
        {
            opened++;
            return Task.FromResult<Stream>(new MemoryStream(bytes));
        }
    }

    [Fact]
    public async Task A_blob_that_is_not_there_is_not_found()
    {
        using var registry = await OpenAsync();
        Assert.Equal("not_found", (await registry.OpenBlobAsync(Describe([1, 2, 3]), 0, Stop)).Failure!.Rule);
    }

    [Fact]
    public async Task Bytes_of_another_digest_are_refused_and_not_kept()
    {
        using var registry = await OpenAsync();
        var failure = await registry.WriteBlobAsync(Describe([1, 2, 3]), _ => Task.FromResult<Stream>(new MemoryStream([1, 2, 4])), Stop);
        Assert.Equal(("digest", PackageFailureKind.Refused), (failure!.Rule, failure.Kind));
        Assert.Equal("not_found", (await registry.OpenBlobAsync(Describe([1, 2, 3]), 0, Stop)).Failure!.Rule);
    }

    [Fact]
    public async Task Manifests_about_another_are_its_referrers()
    {
        using var registry = await OpenAsync();
        var subject = await PushAsync(registry, "package");
        Assert.Null(await registry.WriteManifestAsync(subject, "1.0.0", Stop));
        var signatures = new List<OciContent>();
        foreach (var name in (string[])["by one key", "by another"])
        {
            signatures.Add(await PushAsync(registry, name, subject));
            Assert.Null(await registry.WriteManifestAsync(signatures[^1], null, Stop));
        }

        var found = (await registry.ListReferrersAsync(subject.Digest, Stop)).Value!;
        Assert.Equal(signatures.Select(one => one.Digest).Order(), found.Select(one => one.Digest).Order());
        Assert.All(found, one => Assert.Equal("application/x-test", one.ArtifactType));
        Assert.Empty((await registry.ListReferrersAsync(signatures[0].Digest, Stop)).Value!);
    }

    [Fact]
    public async Task The_newest_step_of_an_alias_counts_and_none_is_written_twice()
    {
        using var registry = await OpenAsync();
        for (var number = 1; number <= 11; number++)
            Assert.Null(await registry.WriteAliasAsync("champion", number, Entry($"step {number}"), Stop));
        Assert.Null(await registry.WriteAliasAsync("champion-2", 20, Entry("another alias"), Stop));
        var failure = (await registry.WriteAliasAsync("champion", 11, Entry("too late"), Stop))!;
        Assert.Equal(("alias_taken", PackageFailureKind.TryAgain), (failure.Rule, failure.Kind));
        var newest = (await registry.ReadAliasAsync("champion", Stop)).Value!.Newest!;
        Assert.Equal((11, Entry("step 11").Payload), (newest.Number, newest.Envelope.Payload));
    }

    [Fact]
    public async Task What_is_cancelled_ends()
    {
        using var registry = await OpenAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registry.ListTagsAsync(new CancellationToken(canceled: true)));
    }

    private static DsseEnvelope Entry(string text) => new(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), "application/x-test", []);

    private static OciDescriptor Describe(byte[] bytes, string type = "application/octet-stream") =>
        new(type, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);

    /// <summary>Writes a layer and the configuration; the manifest of both is given back unwritten.</summary>
    private static async Task<OciContent> PushAsync(IModelRegistry registry, string text, OciContent? subject = null)
    {
        var (layer, config) = (Encoding.UTF8.GetBytes(text), "{}"u8.ToArray());
        foreach (var bytes in (byte[][])[layer, config])
            Assert.Null(await registry.WriteBlobAsync(Describe(bytes), _ => Task.FromResult<Stream>(new MemoryStream(bytes)), Stop));
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["artifactType"] = "application/x-test",
            ["config"] = Node(Describe(config, "application/vnd.oci.empty.v1+json")),
            ["layers"] = new JsonArray(Node(Describe(layer, "application/x-layer"))),
        };
        if (subject is not null)
            manifest["subject"] = Node(subject.Descriptor);
        return new OciContent(ManifestType, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }

    private static JsonObject Node(OciDescriptor descriptor) =>
        new()
        {
            ["mediaType"] = descriptor.MediaType,
            ["digest"] = descriptor.Digest,
            ["size"] = descriptor.Size,
        };
}
