using System.Text.Json;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Core.Tests.Preprocessing;

/// <summary>
/// Pillow's pixels: from the stored resized picture to the tensor for all cases, and from the file itself for the variants a product
/// takes.
/// </summary>
public sealed class GoldenPixelTests
{
    private static readonly VipsImageDecoder Decoder = new(new ImageLimits());

    public static TheoryData<string, string> All() => Rows(_ => true);

    /// <summary>
    /// Of each picture the variant that is upright, over white and keeps the high byte; the plain one where none differs.
    /// </summary>
    public static TheoryData<string, string> FromFiles() =>
        Rows(entry =>
            entry.GetProperty("variant").GetString() is "exif-upright" or "alpha-over-white" or "high-byte"
            || (entry.GetProperty("variant").GetString() == "hf" && !HasOther(entry.GetProperty("image").GetString()!))
        );

    [Theory]
    [MemberData(nameof(All))]
    public void A_stored_picture_gives_the_stored_tensor(string model, string name)
    {
        var (folder, entry) = Case(model, name);
        var profile = PreprocessProfileFile.Read(Path.Combine(folder, "preprocessor_config.json"));
        var image = Decoder.Open(File.ReadAllBytes(Path.Combine(folder, entry.GetProperty("resized").GetString()!))).Value!;
        var pixels = image.Resample(profile.Width, profile.Height, profile.Filter).Value!;
        var expected = NpyFile.Read(Path.Combine(folder, entry.GetProperty("pixel_values").GetString()!)).Values;
        var found = Preprocessor.Normalize(pixels, profile).Values;
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 2e-6f);
    }

    [Theory]
    [MemberData(nameof(FromFiles))]
    public void A_file_gives_the_pixels_that_Pillow_gives(string model, string name)
    {
        var (folder, entry) = Case(model, name);
        var profile = PreprocessProfileFile.Read(Path.Combine(folder, "preprocessor_config.json"));
        var stored = Decoder.Open(File.ReadAllBytes(Path.Combine(folder, entry.GetProperty("resized").GetString()!))).Value!;
        var expected = stored.Resample(profile.Width, profile.Height, profile.Filter).Value!.Bytes;
        var image = Decoder.Open(File.ReadAllBytes(Path.Combine(folder, entry.GetProperty("image").GetString()!))).Value!;
        var found = Preprocessor.Resize(image, profile).Value!.Bytes;
        var differences = expected.Zip(found, (one, other) => Math.Abs(one - other)).ToList();

        // CMYK goes through a profile here and through a plain formula in Pillow: about 10 levels on average (README of the fixtures).
        var (mean, most) = name.StartsWith("cmyk", StringComparison.Ordinal) ? (16.0, 120) : (1.0, 24);
        Assert.InRange(differences.Average(), 0, mean);
        Assert.InRange(differences.Max(), 0, most);
    }

    private static TheoryData<string, string> Rows(Func<JsonElement, bool> isWanted)
    {
        var rows = new TheoryData<string, string>();
        foreach (var model in (string[])["vit-gpt2-tiny", "trocr-style-tiny", "clip-tiny", "florence2-tiny"])
        {
            foreach (var entry in Cases(model).Where(isWanted))
                rows.Add(model, entry.GetProperty("name").GetString()!);
        }

        return rows;
    }

    private static bool HasOther(string image) =>
        image.Contains("exif-orientation", StringComparison.Ordinal)
        || image.EndsWith("gray-16bit.png", StringComparison.Ordinal)
        || Cases("vit-gpt2-tiny")
            .Any(entry =>
                entry.GetProperty("image").GetString() == image && entry.GetProperty("variant").GetString() == "alpha-over-white"
            );

    private static IEnumerable<JsonElement> Cases(string model) =>
        JsonDocument
            .Parse(File.ReadAllBytes(Path.Combine(Repository.Fixtures, model, "cases.json")))
            .RootElement.GetProperty("cases")
            .EnumerateArray();

    private static (string Folder, JsonElement Entry) Case(string model, string name) =>
        (Path.Combine(Repository.Fixtures, model), Cases(model).First(entry => entry.GetProperty("name").GetString() == name));
}
