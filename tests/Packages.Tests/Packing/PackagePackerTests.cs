using System.Security.Cryptography;
using System.Text.Json;
using Json.Schema;
using Serverless.Packages.Oci;
using Serverless.Packages.Packing;
using Serverless.Packages.Signatures;
using Serverless.Testing;

namespace Serverless.Packages.Tests.Packing;

public sealed class PackagePackerTests : IDisposable
{
    private static readonly JsonSchema Schema = JsonSchema.FromFile(
        Path.Combine(Repository.Root, "docs", "schemas", "caption.schema.json")
    );

    private readonly TestPackages _packages = new();

    [Fact]
    public async Task A_package_in_a_folder_holds_an_image_layout_and_nothing_else()
    {
        await _packages.PackAsync("plain");
        var entries = Directory.EnumerateFileSystemEntries(_packages.At("plain")).Select(Path.GetFileName);
        Assert.Equal(["blobs", "index.json", "oci-layout"], entries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_files_make_the_same_package_to_the_byte()
    {
        await _packages.PackAsync("a.tar");
        await _packages.PackAsync("b.tar");
        Assert.Equal(File.ReadAllBytes(_packages.At("a.tar")), File.ReadAllBytes(_packages.At("b.tar")));
    }

    [Fact]
    public async Task A_package_that_was_unpacked_packs_to_the_same_digest()
    {
        var packed = await _packages.PackAsync("a");
        var opened = await _packages.Loader.OpenFileAsync(_packages.At("a"), _packages.Policy(null), CancellationToken.None);
        var again = await _packages.PackAsync("b", source: opened.Value!.Folder);
        Assert.Equal(packed.Package.Digest, again.Package.Digest);
    }

    [Fact]
    public async Task Its_contract_says_what_its_files_say_and_fits_the_schema()
    {
        var contract = (await _packages.PackAsync("a")).Contract;
        var encoder = Assert.Single(contract.Inputs!["onnx/encoder_model.onnx"]);
        Assert.Equal(("pixel_values", "float"), (encoder.Name, encoder.Type));
        Assert.Contains("ai.onnx:If", contract.Requires!.Operators!);
        Assert.NotNull(contract.Preprocessing);
        Assert.Empty(Faults(contract.ToBytes()));
    }

    [Fact]
    public void The_contract_of_the_embedded_captioner_fits_the_schema() =>
        Assert.Empty(Faults(File.ReadAllBytes(Path.Combine(Repository.Models, "caption-base", "caption.json"))));

    [Theory]
    [InlineData("""{"name":"a"}""")]
    [InlineData("""{"name":"a","version":"one","languages":["en"],"details":["brief"]}""")]
    [InlineData("""{"name":"a","version":"1.0.0","languages":["en"],"details":["brief"],"rollout":{"share":2}}""")]
    [InlineData("""{"name":"a","version":"1.0.0","languages":["en"],"details":["brief"],"requires":{"parent":{"name":"b"}}}""")]
    public void A_wrong_contract_does_not_fit_the_schema(string json) => Assert.NotEmpty(Faults(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task A_form_that_is_not_there_is_told()
    {
        var request = new PackRequest(TestPackages.Tiny) { Dtype = "q8", RunsModel = false };
        var packer = new PackagePacker(_packages.Clock, TestPackages.NoTrial);
        var packed = await packer.PackAsync(request, _packages.At("a"), CancellationToken.None);
        Assert.Equal("dtype_missing", packed.Failure?.Rule);
        Assert.False(Directory.Exists(_packages.At("a")));
        packed = await packer.PackAsync(request with { Dtype = "fp7" }, _packages.At("a"), CancellationToken.None);
        Assert.Equal("dtype", packed.Failure?.Rule);
    }

    [Fact]
    public async Task A_contract_beside_the_folders_of_a_set_is_that_of_the_package()
    {
        var source = _packages.At("set");
        var captioner = Path.Combine(source, "caption-base");
        Directory.CreateDirectory(Path.Combine(captioner, "onnx"));
        foreach (var file in Directory.GetFiles(TestPackages.Tiny))
            File.Copy(file, Path.Combine(captioner, Path.GetFileName(file)));
        foreach (var file in Directory.GetFiles(Path.Combine(TestPackages.Tiny, "onnx")))
            File.Copy(file, Path.Combine(captioner, "onnx", Path.GetFileName(file)));
        await File.WriteAllTextAsync(
            Path.Combine(source, "caption.json"),
            """{"name": "set", "version": "2.3.4", "languages": ["en"], "details": ["brief"], "rollout": {"mode": "shadow"}}"""
        );
        var request = new PackRequest(source) { RunsModel = false };
        var packer = new PackagePacker(_packages.Clock, TestPackages.NoTrial);
        var contract = (await packer.PackAsync(request, _packages.At("a"), CancellationToken.None)).Value!.Contract;
        Assert.Equal(("set", "2.3.4", "shadow"), (contract.Name, contract.Version, contract.Rollout?.Mode));
    }

    [Fact]
    public async Task Of_several_forms_the_chosen_one_is_packed()
    {
        var source = _packages.At("source");
        Directory.CreateDirectory(Path.Combine(source, "onnx"));
        foreach (var file in Directory.GetFiles(TestPackages.Tiny))
            File.Copy(file, Path.Combine(source, Path.GetFileName(file)));
        foreach (var file in Directory.GetFiles(Path.Combine(TestPackages.Tiny, "onnx")))
        {
            foreach (var suffix in (string[])["", "_fp16", "_quantized"])
                File.Copy(file, Path.Combine(source, "onnx", Path.GetFileNameWithoutExtension(file) + suffix + ".onnx"));
        }

        var request = new PackRequest(source) { Dtype = "q8", RunsModel = false };
        var packed = await new PackagePacker(_packages.Clock, TestPackages.NoTrial).PackAsync(
            request,
            _packages.At("a"),
            CancellationToken.None
        );
        var graphs = packed.Value!.Package.Entries.Where(entry => entry.Path.EndsWith(".onnx", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, graphs.Count);
        Assert.All(graphs, graph => Assert.EndsWith("_quantized.onnx", graph.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signature_has_the_form_of_model_signing()
    {
        using var key = _packages.NewKey();
        var packed = await _packages.PackAsync("a");
        await _packages.SignAsync("a", key);
        using var registry = _packages.OpenFolder("a");
        var bundle = (await PackageSignatures.ReadAsync(registry, packed.Package, CancellationToken.None)).Value![0];
        using var document = JsonDocument.Parse(bundle);
        Assert.Equal(PackageMediaTypes.Bundle, document.RootElement.GetProperty("mediaType").GetString());
        var payload = document.RootElement.GetProperty("dsseEnvelope").GetProperty("payload").GetBytesFromBase64();
        using var statement = JsonDocument.Parse(payload);
        Assert.Equal("https://in-toto.io/Statement/v1", statement.RootElement.GetProperty("_type").GetString());
        Assert.Equal("https://model_signing/signature/v1.0", statement.RootElement.GetProperty("predicateType").GetString());
        var predicate = statement.RootElement.GetProperty("predicate");
        Assert.Equal("sha256", predicate.GetProperty("serialization").GetProperty("hash_type").GetString());
        var resources = predicate.GetProperty("resources").EnumerateArray().ToList();
        Assert.Equal(packed.Package.Entries.Select(entry => entry.Path), resources.Select(one => one.GetProperty("name").GetString()));
        var digests = resources.SelectMany(one => Convert.FromHexString(one.GetProperty("digest").GetString()!)).ToArray();
        var root = statement.RootElement.GetProperty("subject")[0].GetProperty("digest").GetProperty("sha256").GetString();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(digests)), root);
    }

    public void Dispose() => _packages.Dispose();

    private static List<string> Faults(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var results = Schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid ? [] : ["it does not fit", .. (results.Details ?? []).Select(detail => detail.InstanceLocation.ToString())];
    }
}
