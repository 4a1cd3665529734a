using System.Diagnostics;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>
/// Which files of a folder <c>caption archive</c>, <c>sweep</c> and <c>describe</c> take, and what they say of the others.
/// </summary>
public sealed class ArchiveListingTests
{
    [Fact]
    public void A_picture_is_decided_by_its_bytes_everywhere()
    {
        using var archive = new ArchiveFolder(0);
        foreach (var name in (string[])["a.jfif", "b", "c.0001", "d.jpg.bak"])
        {
            File.WriteAllBytes(Path.Combine(archive.Source, name), TinyPicture.Png(name[0]));
        }

        File.WriteAllText(Path.Combine(archive.Source, "README"), "no picture");
        File.WriteAllBytes(Path.Combine(archive.Source, "film.mp4"), TinyPicture.Png(1));
        var told = archive.Run();
        Assert.Equal((0, ""), (told.ExitCode, told.Error));
        Assert.Contains("4 pictures", told.Output, StringComparison.Ordinal);
        Assert.Contains("1 other files are no pictures", told.Output, StringComparison.Ordinal);
        Assert.Equal("swept: 4 existed\n", RunningCommand.Run([], archive.Environment, "sweep", archive.Source).Error);
        Assert.Equal(
            4,
            Lines(RunningCommand.Run([], archive.Environment, "describe", archive.Source, "--min-quality", "0").Output).Length
        );
        Assert.Equal(
            4,
            Lines(RunningCommand.Run([], archive.Environment, "describe", $"file://{archive.Source}/", "--min-quality", "0").Output).Length
        );
    }

    [Fact]
    public void What_systems_leave_is_left_out_everywhere_and_more_when_asked()
    {
        using var archive = new ArchiveFolder(0);
        foreach (
            var name in (string[])
                ["a.png", "._a.png", "@eaDir/b.png", "x/.thumbnails/c.png", "__MACOSX/d.png", "drafts/e.png", "f-small.png"]
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(archive.Source, name))!);
            File.WriteAllBytes(Path.Combine(archive.Source, name), TinyPicture.Png(name.Length));
        }

        Assert.Equal(
            3,
            Lines(RunningCommand.Run([], archive.Environment, "describe", archive.Source, "--min-quality", "0").Output).Length
        );
        Assert.Contains(
            "1 pictures",
            archive.Run("--exclude", "drafts", "--exclude", "*-small.png", "--include", "*.png", "--dry-run").Output,
            StringComparison.Ordinal
        );
        Assert.Contains(": 3 pictures", archive.Run().Output, StringComparison.Ordinal);
        Assert.Equal("swept: 3 existed\n", RunningCommand.Run([], archive.Environment, "sweep", archive.Source).Error);
    }

    [Fact]
    public void A_name_that_no_key_can_be_is_told_and_never_passed_over()
    {
        if (!OperatingSystem.IsLinux())
            return; // other systems take no names but UTF-8
        using var archive = new ArchiveFolder(0);
        File.WriteAllBytes(Path.Combine(archive.Source, "a.png"), TinyPicture.Png(1));
        File.WriteAllBytes(Path.Combine(archive.Source, "tab\there.png"), TinyPicture.Png(2));
        File.WriteAllBytes(Path.Combine(archive.Source, "mark\uFFFD.png"), TinyPicture.Png(3));
        var script = string.Join(
            "; ",
            "cd \"$0\"",
            @"cp a.png ""$(printf 'caf\351.png')""",
            @"cp a.png ""$(printf 'caf\351.txt')""",
            @"mkdir ""$(printf 'd\351')""",
            @"cp a.png ""$(printf 'd\351')/b.png"""
        );
        using (var made = Process.Start("/bin/sh", ["-c", script, archive.Source]))
        {
            made.WaitForExit();
            Assert.Equal(0, made.ExitCode);
        }

        for (var i = 0; i < 2; i++)
        {
            var told = archive.Run();
            Assert.Equal(3, told.ExitCode);
            foreach (
                var name in (string[])
                    [
                        "caf\\\\xE9.png: name_not_allowed: ",
                        "d\\\\xE9/: name_not_allowed: ",
                        "tab\\there.png: name_not_allowed: No store may hold this key: it holds a tab.",
                    ]
            )
            {
                Assert.Contains(name, told.Error, StringComparison.Ordinal);
            }

            Assert.DoesNotContain(".txt", told.Error, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(archive.Source, "mark\uFFFD.png.caption.json")));
        var described = RunningCommand.Run([], archive.Environment, "describe", archive.Source, "--min-quality", "0");
        Assert.Equal(5, Lines(described.Output).Length);
        Assert.Contains("caf\\\\xE9.png\tfailed", described.Output, StringComparison.Ordinal);
        var swept = RunningCommand.Run([], archive.Environment, "sweep", archive.Source).Error;
        Assert.Contains("caf\\\\xE9.png: name_not_allowed", swept, StringComparison.Ordinal);
        using var removed = Process.Start("/bin/sh", ["-c", "rm -r \"$0\"/caf* \"$0\"/d*", archive.Source]); // .NET cannot name them
        removed.WaitForExit();
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out/")]
    [InlineData("./out/../out")]
    [InlineData("out/deep/er")]
    [InlineData("{link}/out")]
    [InlineData("{file}out/")]
    public void What_a_run_writes_below_its_archive_is_never_taken_for_pictures(string into)
    {
        using var archive = new ArchiveFolder(3);
        Directory.CreateSymbolicLink(Path.Combine(archive.Root, "link"), archive.Source);
        var place = into.Replace("{link}", Path.Combine(archive.Root, "link"), StringComparison.Ordinal)
            .Replace("{file}", $"file://{archive.Source}/", StringComparison.Ordinal);
        if (!place.Contains("//", StringComparison.Ordinal))
            place = Path.Combine(archive.Source, place);
        for (var i = 0; i < 3; i++)
        {
            var told = archive.Run("--as", "xmp", "--into", place, "--report", Path.Combine(archive.Source, "report"));
            Assert.Equal((0, ""), (told.ExitCode, told.Error));
            Assert.Contains(": 3 pictures", told.Output, StringComparison.Ordinal);
        }

        Assert.Equal(6, Directory.GetFiles(archive.Source, "*.png", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{link}")]
    public void Copies_that_would_take_the_pictures_place_are_refused(string into)
    {
        using var archive = new ArchiveFolder(1);
        Directory.CreateSymbolicLink(Path.Combine(archive.Root, "link"), archive.Source);
        var refused = archive.Run("--as", "xmp", "--into", into.Length == 0 ? archive.Source + "/" : Path.Combine(archive.Root, "link"));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("copies would take the place of the pictures", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_written_in_place_keep_their_time_when_asked()
    {
        using var archive = new ArchiveFolder(2);
        var file = Path.Combine(archive.Source, "1", "000001.png");
        var then = new DateTime(2001, 1, 1, 12, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, then);
        Assert.Contains("2 files written", archive.Run("--as", "xmp", "--in-place", "--keep-time").Output, StringComparison.Ordinal);
        Assert.Equal(then, File.GetLastWriteTimeUtc(file));
        Assert.Contains(
            "0 files written, 2 as they were",
            archive.Run("--as", "xmp", "--in-place", "--keep-time").Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Archive_and_describe_have_the_same_limits_and_name_the_setting()
    {
        using var archive = new ArchiveFolder(0);
        File.WriteAllBytes(Path.Combine(archive.Source, "big.png"), [.. TinyPicture.Png(1), .. new byte[25 << 20]]);
        Assert.Equal((0, ""), (archive.Run("--min-quality", "0") is var taken ? taken.ExitCode : -1, taken.Error));
        Assert.Equal(0, RunningCommand.Run([], archive.Environment, "describe", archive.Source, "--min-quality", "0").ExitCode);
        archive.Environment["CAPTION_MAX_IMAGE_BYTES"] = "1000000";
        foreach (
            var told in (RunningCommand.Finished[])
                [archive.Run("--force"), RunningCommand.Run([], archive.Environment, "describe", archive.Source)]
        )
        {
            Assert.Equal(3, told.ExitCode);
            Assert.Contains("body_too_large", told.Error, StringComparison.Ordinal);
            Assert.Contains("CAPTION_MAX_IMAGE_BYTES", told.Error, StringComparison.Ordinal);
        }
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
