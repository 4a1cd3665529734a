using System.Text.RegularExpressions;
using Serverless.Core.Pipeline;
using Serverless.Testing;

namespace Serverless.Captions.Tests;

public sealed partial class CaptionerTests : IDisposable
{
    private readonly ModelPackages _packages = new();

    public void Dispose() => _packages.Dispose();

    [Fact]
    public async Task A_package_that_lies_beside_the_program_describes_a_picture()
    {
        await _packages.UnpackAsync();
        using var captioner = Captioner.Load(new PackagedModels(_packages.Folder).Find(null));
        Assert.Equal(("tiny", "1.0.0"), (captioner.ModelName, captioner.ModelVersion));
        var ofFile = captioner.Describe(ModelPackages.Picture);
        Assert.NotEmpty(ofFile.AltText!);
        Assert.Equal(CaptionVerdict.Review, ofFile.Verdict);
        Assert.Contains("quality_unavailable", ofFile.Reasons);
        var ofBytes = await captioner.DescribeAsync(await File.ReadAllBytesAsync(ModelPackages.Picture));
        Assert.Equal((ofFile.AltText, ofFile.Quality), (ofBytes.AltText, ofBytes.Quality));
    }

    [Fact]
    public async Task Its_digest_is_that_of_the_package()
    {
        var folder = await _packages.UnpackAsync();
        using var captioner = Captioner.Load(folder);
        Assert.True(File.Exists(Path.Combine(folder, "blobs", captioner.ModelDigest.Replace(':', '/'))));
    }

    [Fact]
    public void A_plain_folder_in_the_layout_of_the_hub_will_do()
    {
        using var captioner = Captioner.Load(ModelPackages.Tiny);
        Assert.NotEmpty(captioner.Describe(ModelPackages.Picture).AltText!);
    }

    [Fact]
    public void A_decorative_picture_has_an_empty_text_and_a_link_says_where_it_goes()
    {
        using var captioner = Captioner.Load(ModelPackages.Tiny);
        Assert.Equal("", captioner.Describe(ModelPackages.Picture, new DescribeOptions { Role = PictureRole.Decorative }).AltText);
        var link = new DescribeOptions { Role = PictureRole.Functional, LinkTarget = "https://example.com/prices" };
        Assert.Contains("prices", captioner.Describe(ModelPackages.Picture, link).AltText, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_flipped_bit_is_refused_by_file_and_rule()
    {
        var folder = await _packages.UnpackAsync();
        var path = Path.Combine(folder, "onnx", "encoder_model.onnx");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Refuses("digest", "onnx/encoder_model.onnx", folder);
    }

    [Fact]
    public async Task A_file_that_is_gone_and_one_that_was_added_are_refused()
    {
        var folder = await _packages.UnpackAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "added_tokens.json"), "{}");
        Refuses("name_extra", "added_tokens.json", folder);
        File.Delete(Path.Combine(folder, "added_tokens.json"));
        File.Delete(Path.Combine(folder, "vocab.json"));
        Refuses("blob_missing", "vocab.json", folder);
    }

    [Fact]
    public async Task Widened_graphs_that_nobody_signed_are_refused()
    {
        var folder = await _packages.UnpackAsync();
        var widened = Directory.CreateDirectory(Path.Combine(folder, "onnx", "widened")).FullName;
        File.Copy(Path.Combine(folder, "onnx", "encoder_model.onnx"), Path.Combine(widened, "encoder_model.onnx"));
        Refuses("name_extra", "onnx/widened/encoder_model.onnx", folder);
    }

    [Fact]
    public async Task Where_keys_are_trusted_one_of_them_must_have_signed()
    {
        using var mine = _packages.NewKey("mine");
        using var others = _packages.NewKey("others");
        var signed = await _packages.UnpackAsync("signed", mine);
        var unsigned = await _packages.UnpackAsync("unsigned");
        var mineAlone = new CaptionerOptions { TrustedKeys = [_packages.At("mine.pub")] };
        Captioner.Load(signed, mineAlone).Dispose();
        Refuses("unsigned", null, unsigned, mineAlone);
        Refuses("key_unknown", null, signed, new CaptionerOptions { TrustedKeys = [_packages.At("others.pub")] });
        Refuses("unsigned", null, ModelPackages.Tiny, mineAlone);
    }

    [Fact]
    public async Task Of_several_models_one_is_named()
    {
        await _packages.UnpackAsync("one");
        var two = await _packages.UnpackAsync("two");
        var models = new PackagedModels(_packages.Folder);
        Assert.Equal("model_ambiguous", Assert.Throws<CaptionException>(() => models.Find(null)).Code);
        Assert.Equal(two, models.Find("two"));
        Assert.Equal("model_missing", Assert.Throws<CaptionException>(() => models.Find("three")).Code);
    }

    [Fact]
    public void Without_a_model_it_says_what_is_missing()
    {
        Assert.Equal("model_missing", Assert.Throws<CaptionException>(() => Captioner.Load()).Code);
        Refuses("model_missing", _packages.At("nowhere"), _packages.At("nowhere"));
        Refuses("load", null, Directory.CreateDirectory(_packages.At("empty")).FullName);
    }

    [Fact]
    public async Task What_is_no_picture_and_what_cannot_be_honoured_have_their_codes()
    {
        using var captioner = Captioner.Load(ModelPackages.Tiny);
        var cut = (await File.ReadAllBytesAsync(ModelPackages.Picture)).AsMemory(0, 4_000);
        Assert.Equal("image_truncated", Assert.Throws<CaptionException>(() => captioner.Describe(cut)).Code);
        var words = Assert.Throws<CaptionException>(() => captioner.Describe("no picture"u8.ToArray()));
        Assert.Equal("unsupported_media_type", words.Code);
        var option = new DescribeOptions { Beams = 9 };
        var refused = Assert.Throws<CaptionException>(() => captioner.Describe(ModelPackages.Picture, option));
        Assert.Equal(("option_not_supported", "beams"), (refused.Code, refused.File));
        Assert.Throws<FileNotFoundException>(() => captioner.Describe(_packages.At("nowhere.jpg")));
    }

    [Fact]
    public void A_cancelled_picture_is_not_described()
    {
        using var captioner = Captioner.Load(ModelPackages.Tiny);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => captioner.Describe(ModelPackages.Picture, null, cancelled.Token));
    }

    [Fact]
    public async Task Disposed_it_takes_no_more_and_lets_those_under_way_end()
    {
        var captioner = Captioner.Load(ModelPackages.Tiny);
        var bytes = await File.ReadAllBytesAsync(ModelPackages.Picture);
        var underWay = Enumerable.Range(0, 8).Select(_ => captioner.DescribeAsync(bytes)).ToList();
        captioner.Dispose();
        captioner.Dispose();
        foreach (var one in underWay)
        {
            try
            {
                Assert.NotEmpty((await one).AltText!);
            }
            catch (ObjectDisposedException)
            {
                // it had not begun
            }
        }

        Assert.Throws<ObjectDisposedException>(() => captioner.Describe(bytes));
    }

    /// <summary>The table is of another project, whose models and stores no library needs.</summary>
    [Fact]
    public async Task Codes_are_those_of_the_products_answers()
    {
        var table = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "Results", "FailureTable.cs"));
        var codes = Row().Matches(table).ToDictionary(row => row.Groups["reason"].Value, row => row.Groups["code"].Value);
        Assert.Equal(Enum.GetNames<FailureReason>().Order(), codes.Keys.Order());
        Assert.All(Enum.GetValues<FailureReason>(), reason => Assert.Equal(codes[reason.ToString()], CaptionMapping.NameOf(reason)));
    }

    private static void Refuses(string code, string? file, string folder, CaptionerOptions? options = null)
    {
        var refused = Assert.Throws<CaptionException>(() => Captioner.Load(folder, options));
        Assert.Equal((code, file), (refused.Code, refused.File));
    }

    [GeneratedRegex("FailureReason\\.(?<reason>\\w+) => new\\(\\d+, \"(?<code>\\w+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
