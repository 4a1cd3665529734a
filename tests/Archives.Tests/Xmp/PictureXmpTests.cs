using System.Diagnostics;
using System.Text.Json;
using Serverless.Archives.Xmp;
using Serverless.Core.Imaging;
using Serverless.Imaging.Vips;
using Serverless.Testing;

namespace Serverless.Archives.Tests.Xmp;

/// <summary>Words into pictures of many writers (tests/Fixtures/xmp), read back by other programs.</summary>
public sealed class PictureXmpTests : IDisposable
{
    private const string Alt = "Two boats, \"early\" <in> the harbour & a dog — naïve 🚤",
        Long = "A long description.\nOf two lines.";

    private static readonly XmpCaption Words = new(Alt, Long, Results.TextChecksum.Of(Alt, Long), "in/.captions/a.jpg/0123.json");

    private readonly string _folder = Directory.CreateTempSubdirectory("xmp-").FullName;

    public static TheoryData<string> Files() =>
        [
            .. Directory
                .GetFiles(Path.Combine(Repository.Fixtures, "xmp"))
                .Where(file => Path.GetExtension(file) != ".md")
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Files))]
    public void Words_are_written_read_and_taken_out_and_the_picture_stays(string name)
    {
        var file = Read(name);
        var made = PictureXmp.Write(file, Words).Value!;
        Assert.Equal(Words, PictureXmp.Read(made));
        Assert.False(PictureXmp.Read(made).IsByPerson);
        Assert.Equal(PictureXmp.Identity(file), PictureXmp.Identity(made));
        Assert.Equal(Pixels(file), Pixels(made));
        Assert.Same(made, PictureXmp.Write(made, Words).Value);
        var other = PictureXmp.Write(made, Words with { AltText = "Other words." }).Value!;
        Assert.True(other.Length <= made.Length); // nothing of the words before is left behind
        Assert.True(PictureXmp.Read(other).IsByPerson);
        var spared = PictureXmp.Write(other, XmpCaption.None).Value!;
        // theirs stay, our mark goes
        Assert.Equal(("Other words.", null), (PictureXmp.Read(spared).AltText, PictureXmp.Read(spared).Checksum));
        var cleared = PictureXmp.Write(made, XmpCaption.None).Value!;
        Assert.Equal(XmpCaption.None, PictureXmp.Read(cleared));
        Assert.Equal(PictureXmp.Identity(file), PictureXmp.Identity(cleared));
        Assert.Equal(Pixels(file), Pixels(cleared));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Exiftool_reads_the_words_and_finds_everything_else_as_it_was(string name)
    {
        Parts.Require(Parts.ExifTool);
        var (before, after) = (Path.Combine(_folder, "before-" + name), Path.Combine(_folder, "after-" + name));
        File.Copy(Path.Combine(Repository.Fixtures, "xmp", name), before);
        File.WriteAllBytes(after, PictureXmp.Write(Read(name), Words).Value!);
        var (old, made) = (Tags(before), Tags(after));
        Assert.Equal(Alt, made["XMP-iptcCore:AltTextAccessibility"]);
        Assert.Equal(Long, made["XMP-iptcCore:ExtDescrAccessibility"]);
        foreach (var (tag, value) in old)
            Assert.Equal((tag, value), (tag, made.GetValueOrDefault(tag)));
        Assert.DoesNotContain(made.Keys, tag => tag.EndsWith(":Warning", StringComparison.Ordinal) && !old.ContainsKey(tag));
        Assert.DoesNotContain(made.Keys, tag => tag.EndsWith(":Error", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Exiv2_reads_the_words(string name)
    {
        Parts.Require(Parts.Exiv2);
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, PictureXmp.Write(Read(name), Words).Value!);
        Assert.Contains(Alt, Run(Parts.Exiv2, "-q", "-Pv", "-K", "Xmp.iptc.AltTextAccessibility", path), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_a_person_are_told_from_ours_and_from_changed_ones()
    {
        Parts.Require(Parts.ExifTool);
        var path = Path.Combine(_folder, "person.jpg");
        File.Copy(Path.Combine(Repository.Fixtures, "xmp", "pillow.jpg"), path);
        Run(Parts.ExifTool, "-q", "-overwrite_original", "-XMP-iptcCore:AltTextAccessibility=Mine", path);
        Assert.Equal(
            ("Mine", true),
            (PictureXmp.Read(File.ReadAllBytes(path)).AltText, PictureXmp.Read(File.ReadAllBytes(path)).IsByPerson)
        );
        File.WriteAllBytes(path, PictureXmp.Write(File.ReadAllBytes(path), Words).Value!);
        Assert.False(PictureXmp.Read(File.ReadAllBytes(path)).IsByPerson);
        Run(Parts.ExifTool, "-q", "-overwrite_original", "-XMP-iptcCore:AltTextAccessibility=Better", path);
        Assert.True(PictureXmp.Read(File.ReadAllBytes(path)).IsByPerson);
    }

    [Theory]
    [InlineData("formats/plain.gif")]
    [InlineData("formats/plain.avif")]
    public void A_format_that_is_not_written_says_so(string name) =>
        Assert.Contains(
            "JPEG, PNG, WebP and TIFF",
            PictureXmp.Write(File.ReadAllBytes(Path.Combine(Repository.Fixtures, name)), Words).Failure,
            StringComparison.Ordinal
        );

    [Fact]
    public void Damaged_files_are_refused_never_thrown_at()
    {
        var random = new Random(7);
        foreach (var name in Files().Select(row => row.Data))
        {
            var file = Read(name);
            for (var i = 0; i < 60; i++)
            {
                var damaged = random.Next(2) == 0 ? file[..random.Next(file.Length)] : [.. file];
                for (var j = 0; j < 4 && damaged.Length > 16; j++)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                _ = PictureXmp.Read(damaged);
                Assert.Equal(64, PictureXmp.Identity(damaged).Length);
                var written = PictureXmp.Write(damaged, Words);
                if (written.TryGet(out var made, out _))
                    Assert.Equal(Alt, PictureXmp.Read(made).AltText);
            }
        }
    }

    [Fact]
    public void A_packet_too_large_for_one_segment_of_a_JPEG_is_refused() =>
        Assert.Contains(
            "65504",
            PictureXmp.Write(Read("pillow.jpg"), Words with { AltText = new string('a', 70_000) }).Failure,
            StringComparison.Ordinal
        );

    private static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Repository.Fixtures, "xmp", name));

    private static byte[] Pixels(byte[] file)
    {
        var image = new VipsImageDecoder(new ImageLimits()).Open(file).Value!;
        return image.Resample(image.Width, image.Height, ResampleFilter.Nearest).Value!.Bytes;
    }

    /// <summary>Everything but what tells of the file itself, of where things stand in it, and our own mark.</summary>
    private static Dictionary<string, string> Tags(string path)
    {
        using var document = JsonDocument.Parse(Run(Parts.ExifTool, "-json", "-G1", "-a", "-struct", path));
        string[] moving =
        [
            "SourceFile",
            "ExifTool:",
            "System:",
            "XMP-caption:",
            "RIFF:WebP_Flags",
            "RIFF:ImageWidth",
            "RIFF:ImageHeight",
            "File:FileType",
            "File:ImageWidth",
            "File:ImageHeight",
            "RIFF:AlphaIsUsed",
            "RIFF:VP8Version",
            "RIFF:HorizontalScale",
            "RIFF:VerticalScale",
            "File:FileTypeExtension",
            "XMP-x:XMPToolkit",
            "File:ExifByteOrder",
        ];
        return document
            .RootElement[0]
            .EnumerateObject()
            .Where(tag =>
                !moving.Any(start => tag.Name.StartsWith(start, StringComparison.Ordinal))
                && !tag.Name.EndsWith("Offsets", StringComparison.Ordinal)
                && !tag.Name.EndsWith("Offset", StringComparison.Ordinal)
                && !tag.Name.EndsWith("ThumbnailImage", StringComparison.Ordinal)
            )
            .ToDictionary(tag => tag.Name, tag => tag.Value.ToString());
    }

    private static string Run(Part program, params string[] words)
    {
        var start = new ProcessStartInfo(program.Command[0], words) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
