using Serverless.Packages.Loading;
using Serverless.Packages.Oci;

namespace Serverless.Packages.Tests.Loading;

public sealed class PackageManifestTests
{
    private static readonly string Digest = OciDigest.Of("{}"u8);

    [Fact]
    public void Ten_thousand_files_are_too_many() =>
        Assert.Equal("files", RuleOf([.. Enumerable.Range(0, 10_000).Select(i => Layer($"golden/{i}.png"))]));

    [Fact]
    public void More_bytes_than_are_taken_are_refused_before_any_is_read() =>
        Assert.Equal("size", RuleOf(Layer("a.onnx", size: long.MaxValue), Layer("b.onnx", size: long.MaxValue)));

    [Fact]
    public void A_negative_size_is_refused() => Assert.Equal("size", RuleOf(Layer("a.onnx", size: -1)));

    [Theory]
    [InlineData(49, "name_link")]
    [InlineData(50, "name_link")]
    [InlineData(51, "name_device")]
    [InlineData(54, "name_device")]
    [InlineData(53, "media_type")]
    public void What_another_maker_calls_no_file_is_refused(int typeflag, string rule) =>
        Assert.Equal(rule, RuleOf(Layer("a.json", metadata: $$"""{"name":"a.json","typeflag":{{typeflag}}}""")));

    [Fact]
    public void A_file_of_another_maker_is_taken() =>
        Assert.Null(RuleOf(Layer("a.json", metadata: """{"name":"a.json","typeflag":48}""")));

    [Fact]
    public void An_archive_as_a_layer_is_refused() =>
        Assert.Equal("media_type", RuleOf(Layer("a.tar", mediaType: "application/vnd.cncf.model.weight.v1.tar+gzip")));

    [Fact]
    public void A_layer_without_a_name_is_refused() =>
        Assert.Equal("name_missing", RuleOf(new OciDescriptor(PackageMediaTypes.Weight, Digest, 2)));

    [Fact]
    public void A_package_without_its_contract_is_refused() =>
        Assert.Equal("name_missing", PackageManifest.Read(Manifest([Layer("config.json")]), PackageLimits.Default).Failure?.Rule);

    [Fact]
    public void A_digest_that_is_none_is_refused() =>
        Assert.Equal("digest", RuleOf(Layer("a.json") with { Digest = "sha256:../../etc/passwd" }));

    [Fact]
    public void An_image_of_a_container_is_no_package()
    {
        var manifest = new OciManifest(2, PackageMediaTypes.Manifest, null, Layer("x"), []);
        Assert.Equal("manifest", PackageManifest.Read(manifest.ToContent(), PackageLimits.Default).Failure?.Rule);
    }

    private static string? RuleOf(params OciDescriptor[] layers) =>
        PackageManifest.Read(Manifest([Layer("caption.json"), Layer("config.json"), .. layers]), PackageLimits.Default).Failure?.Rule;

    private static OciContent Manifest(IReadOnlyList<OciDescriptor> layers)
    {
        var config = new OciDescriptor(PackageMediaTypes.ModelConfig, Digest, 2);
        return new OciManifest(2, PackageMediaTypes.Manifest, PackageMediaTypes.Model, config, layers).ToContent();
    }

    private static OciDescriptor Layer(string path, long size = 2, string? mediaType = null, string? metadata = null)
    {
        var annotations = new Dictionary<string, string> { [PackageMediaTypes.PathAnnotation] = path };
        if (metadata is not null)
            annotations[PackageMediaTypes.FileAnnotation] = metadata;
        return new OciDescriptor(mediaType ?? PackageMediaTypes.OfFile(path), Digest, size, annotations);
    }
}
