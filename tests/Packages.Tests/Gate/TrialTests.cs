using System.Diagnostics;
using System.Text.Json.Nodes;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;
using Serverless.Packages.Packing;
using Serverless.Testing;

namespace Serverless.Packages.Tests.Gate;

/// <summary>The trial in a process of its own, of the program <c>caption</c>.</summary>
public sealed class TrialTests : IDisposable
{
    private readonly TestPackages _packages = new();

    [Fact]
    public async Task A_package_answers_its_golden_pictures_as_it_did_when_it_was_packed()
    {
        var packed = await PackAsync();
        Assert.NotNull(packed.Contract.Envelope);
        Assert.NotNull(packed.Package.Find("golden/coffee.jpg.npy"));
        var opened = await OpenAsync();
        Assert.Null(opened);
    }

    [Fact]
    public async Task Answers_that_are_off_are_refused()
    {
        var folder = await UnpackAsync();
        var path = Path.Combine(folder, PackageFiles.Golden);
        var golden = JsonNode.Parse(File.ReadAllBytes(path))!;
        golden["pictures"]![0]!["sentence"] = "something else";
        File.WriteAllText(path, golden.ToJsonString());
        Assert.Equal("golden", (await TryAsync(folder)).Failure?.Rule);
    }

    [Fact]
    public async Task Tensors_that_are_off_are_refused()
    {
        var folder = await UnpackAsync();
        var path = Path.Combine(folder, "golden", "coffee.jpg.npy");
        var bytes = File.ReadAllBytes(path);
        for (var i = bytes.Length - 4_000; i < bytes.Length; i += 4)
            bytes[i + 3] ^= 0x40;
        File.WriteAllBytes(path, bytes);
        var failure = (await TryAsync(folder)).Failure;
        Assert.Equal(("golden", "golden/coffee.jpg"), (failure?.Rule, failure?.File));
    }

    [Fact]
    public async Task A_model_with_numbers_that_are_none_is_refused()
    {
        var folder = await UnpackAsync();
        foreach (var graph in Directory.GetFiles(Path.Combine(folder, "onnx"), "decoder*"))
            Poison(graph);
        Assert.Equal("golden", (await TryAsync(folder)).Failure?.Rule);
    }

    [Fact]
    public async Task A_renamed_input_is_refused_with_the_name_that_was_expected()
    {
        var folder = await UnpackAsync();
        var path = Path.Combine(folder, "onnx", "encoder_model.onnx");
        var bytes = File.ReadAllBytes(path);
        var name = "pixel_values"u8.ToArray();
        for (var at = bytes.AsSpan().IndexOf(name); at >= 0; at = bytes.AsSpan().IndexOf(name))
            "pixel_valuez"u8.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(path, bytes);
        var failure = (await TryAsync(folder)).Failure;
        Assert.Equal("load", failure?.Rule);
        Assert.Contains("pixel_values", failure!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(folder, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_that_takes_too_much_memory_is_ended()
    {
        var folder = await UnpackAsync();
        var run = await new TrialProcess(TestPackages.RealTrial).RunAsync(
            [folder],
            new TrialLimits(20, Minutes(2)),
            CancellationToken.None
        );
        Assert.Equal("trial_memory", run.Failure?.Rule);
    }

    [Fact]
    public async Task A_trial_that_does_not_end_is_ended()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep on Windows.");
        TrialStart endless = _ => new ProcessStartInfo("sleep", ["600"]);
        var run = await new TrialProcess(endless).RunAsync([], new TrialLimits(1_000, TimeSpan.FromSeconds(1)), CancellationToken.None);
        Assert.Equal("trial_time", run.Failure?.Rule);
    }

    [Theory]
    [InlineData("kill -SEGV $$")]
    [InlineData("echo nonsense")]
    [InlineData("exit 3")]
    public async Task A_trial_that_dies_is_a_refusal(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no shell on Windows.");
        TrialStart dying = _ => new ProcessStartInfo("sh", ["-c", script]);
        var run = await new TrialProcess(dying).RunAsync([], new TrialLimits(1_000, Minutes(1)), CancellationToken.None);
        Assert.Equal("trial_crashed", run.Failure?.Rule);
    }

    public void Dispose() => _packages.Dispose();

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    /// <summary>Large weights become NaN: raw bytes of zeros and ones do not matter, so every float whose exponent allows it.</summary>
    private static void Poison(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var start = bytes.Length / 4;
        for (var i = start; i + 4 <= bytes.Length * 3 / 4; i++)
        {
            if (bytes[i + 3] is 0x3D or 0xBD && bytes[i + 2] > 0x80)
                (bytes[i + 3], bytes[i + 2]) = (0x7F, 0xFF);
        }

        File.WriteAllBytes(path, bytes);
    }

    private async Task<PackedModel> PackAsync()
    {
        var golden = Directory.CreateDirectory(_packages.At("pictures")).FullName;
        foreach (var name in (string[])["coffee.jpg", "cat.png"])
            File.Copy(Path.Combine(Repository.Root, "samples", name), Path.Combine(golden, name));
        var request = new PackRequest(TestPackages.Tiny) { Golden = golden };
        var packer = new PackagePacker(_packages.Clock, TestPackages.RealTrial);
        var packed = await packer.PackAsync(request, _packages.At("a"), CancellationToken.None);
        Assert.Null(packed.Failure);
        return packed.Value!;
    }

    private async Task<PackageFailure?> OpenAsync()
    {
        var loader = new PackageLoader(_packages.Clock, TestPackages.RealTrial);
        var policy = _packages.Policy(null) with { RunsTrial = true };
        return (await loader.OpenFileAsync(_packages.At("a"), policy, CancellationToken.None)).Failure;
    }

    private async Task<string> UnpackAsync()
    {
        var packed = await PackAsync();
        var folder = Directory.CreateDirectory(_packages.At("unpacked")).FullName;
        using var registry = _packages.OpenFolder("a");
        var nothing = new Dictionary<string, string>(StringComparer.Ordinal);
        Assert.Null(await PackageLoader.CopyAsync(registry, packed.Package, folder, nothing, CancellationToken.None));
        return folder;
    }

    private static Task<Core.Result<TrialResult, PackageFailure>> TryAsync(string folder) =>
        new TrialProcess(TestPackages.RealTrial).RunAsync([folder], new TrialLimits(4_000, Minutes(3)), CancellationToken.None);
}
