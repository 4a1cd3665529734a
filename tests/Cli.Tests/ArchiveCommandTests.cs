using System.Text.Json;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary><c>caption archive</c> as an operator types it.</summary>
public sealed class ArchiveCommandTests
{
    [Theory]
    [InlineData("--as xmp", "--as xmp writes copies: say where with --into, or --in-place to write into the files themselves.")]
    [InlineData("--in-place", "--in-place goes with --as xmp.")]
    [InlineData("--as xmp --in-place --into out", "--in-place and --into exclude each other.")]
    [InlineData("--as xmp --into out --keep-time", "--keep-time goes with --in-place: copies are new files.")]
    [InlineData("--undo run --retry-failed", "--undo takes a run back whole; --retry-failed says nothing there.")]
    [InlineData("--undo run --exclude x", "--undo takes a run back whole; --exclude says nothing there.")]
    [InlineData("--as pdf", "pdf")]
    [InlineData("--limit -1", "--limit must be 0 or more.")]
    [InlineData("--parallel 0", "--parallel must be 1 to 64.")]
    [InlineData("--min-quality 2", "--min-quality must be 0 to 1.")]
    [InlineData("--max-cost 0", "--max-cost must be above 0.")]
    [InlineData("--max-cost 1", "--max-cost: the prices know no 'local'; set CAPTION_PRICED_AS to one of aws-batch")]
    [InlineData("--older-than two", "--older-than is 'two'; allowed: a version such as 2.1.0.")]
    [InlineData("--older-than 99.0.0", "itself, so nothing would become newer.")]
    [InlineData("--shard 3/3", "--shard is '3/3'; allowed: I/N")]
    [InlineData("--apply-reviews", "--apply-reviews needs CAPTION_REVIEWS_TO")]
    [InlineData("--undo run --force --limit 3", "--undo takes a run back whole; --limit says nothing there.")]
    [InlineData("--frobnicate", "--frobnicate")]
    public void An_option_that_cannot_be_honoured_is_refused_and_nothing_is_done(string words, string expected)
    {
        using var archive = new ArchiveFolder(2);
        var refused = archive.Run(words.Split(' '));
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, archive.CountComplete(isComplete: false));
        Assert.False(Directory.Exists(Path.Combine(archive.Source, ".captions")));
    }

    [Theory]
    [InlineData("/no/such/folder", "is no folder.")]
    [InlineData("file:///no/such/folder/", "is no folder.")]
    [InlineData("https://example.org/pictures/", "an archive is a folder, or file:///path/")]
    public void A_source_that_is_no_archive_is_refused(string source, string expected)
    {
        var refused = RunningCommand.Run("archive", source);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_run_captions_and_what_fails_is_counted_as_traffic_and_a_dry_run_counts_nothing()
    {
        using var archive = new ArchiveFolder(12);
        File.WriteAllText(Path.Combine(archive.Source, "bad.jpg"), "no picture");
        var traffic = Path.Combine(archive.Root, "watch", "of-archives");
        archive.Environment["CAPTION_TRAFFIC_TO"] = $"file://{traffic}/";
        Assert.Equal(0, archive.Run("--dry-run").ExitCode);
        Assert.False(Directory.Exists(traffic));

        Assert.Equal(3, archive.Run().ExitCode); // one is no picture
        var files = Directory.GetFiles(traffic, "*.json", SearchOption.AllDirectories);
        Assert.All(files, file => Assert.StartsWith("archive-", Path.GetFileName(file), StringComparison.Ordinal));
        var outcomes = files.SelectMany(file =>
            JsonDocument
                .Parse(File.ReadAllBytes(file))
                .RootElement.GetProperty("models")
                .EnumerateArray()
                .SelectMany(model => model.GetProperty("sketch").GetProperty("categories").GetProperty("outcome").EnumerateObject())
        );
        var counted = outcomes.GroupBy(one => one.Name).ToDictionary(one => one.Key, one => one.Sum(count => count.Value.GetInt64()));
        Assert.Equal(12, counted["captioned"]);
        Assert.Equal(1, counted.Where(one => one.Key != "captioned").Sum(one => one.Value));

        Assert.Equal(3, archive.Run().ExitCode); // all have results: nothing is captioned
        Assert.Equal(files.Length, Directory.GetFiles(traffic, "*.json", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Jobs_take_their_share_end_well_in_spite_of_refusals_and_a_last_step_joins_them()
    {
        using var archive = new ArchiveFolder(60);
        File.WriteAllText(Path.Combine(archive.Source, "bad.jpg"), "no picture");
        archive.Environment["CAPTION_SHARD_COUNT"] = "3";
        archive.Environment["CAPTION_RUN"] = "job-7";
        for (var i = 0; i < 3; i++)
        {
            archive.Environment["JOB_COMPLETION_INDEX"] = $"{i}";
            var worker = archive.Run("--as", "csv", "--into", Path.Combine(archive.Root, "out"));
            Assert.Equal((0, ""), (worker.ExitCode, worker.Error));
            Assert.Contains($"share {i} of 3", worker.Output, StringComparison.Ordinal);
        }

        archive.Environment.Remove("JOB_COMPLETION_INDEX");
        archive.Environment.Remove("CAPTION_SHARD_COUNT");
        var report = Path.Combine(archive.Root, "out", "report.html");
        var joined = archive.Run("--as", "csv", "--limit", "0", "--into", Path.Combine(archive.Root, "out"), "--report", report);
        Assert.Equal(0, joined.ExitCode);
        var parts = Directory
            .GetFiles(Path.Combine(archive.Root, "out"), "captions-*-of-00003.csv")
            .SelectMany(file => File.ReadLines(file).Skip(1));
        Assert.Equal(
            parts.Order(StringComparer.Ordinal),
            File.ReadLines(Path.Combine(archive.Root, "out", "captions.csv")).Skip(1).Order(StringComparer.Ordinal)
        );
        Assert.Contains("The last run, job-7 with", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Contains("worked on 61 pictures in 3 shares", File.ReadAllText(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_without_numbers_claim_all_shares()
    {
        using var archive = new ArchiveFolder(90);
        archive.Environment["CONTAINER_APP_JOB_NAME"] = "caption";
        archive.Environment["CONTAINER_APP_JOB_EXECUTION_NAME"] = "caption-x1";
        archive.Environment["CAPTION_SHARD_COUNT"] = "6";
        using var one = archive.Start("--quiet");
        using var other = archive.Start("--quiet");
        Assert.True(one.WaitForExit(60_000) && other.WaitForExit(60_000));
        Assert.Equal((0, 0), (one.ExitCode, other.ExitCode));
        Assert.Equal(90, archive.CountComplete(isComplete: true));
        Assert.Equal(6, Directory.GetFiles(Path.Combine(archive.Source, ".captions", "claims", "caption-x1"), "*-of-00006.json").Length);
    }

    [Fact]
    public void A_dry_run_counts_times_and_prices_and_writes_nothing()
    {
        using var archive = new ArchiveFolder(30);
        var told = archive.Run("--dry-run");
        Assert.Equal((0, ""), (told.ExitCode, told.Error));
        Assert.Contains("30 pictures; 30 would be described, 0 have a person's words", told.Output, StringComparison.Ordinal);
        foreach (var engine in (string[])["aws-batch", "cloud-run-job", "container-apps-job", "kubernetes"])
            Assert.Contains(engine, told.Output, StringComparison.Ordinal);
        Assert.Equal(30, Directory.GetFiles(archive.Source, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void What_a_run_may_cost_is_not_exceeded()
    {
        using var archive = new ArchiveFolder(300);
        archive.Environment["CAPTION_PRICES"] = Path.Combine(archive.Root, "prices.json");
        archive.Environment["CAPTION_PRICED_AS"] = "mine";
        object[] prices =
        [
            new
            {
                name = "mine",
                about = "",
                vcpus = 1,
                memoryGiB = 1,
                perVcpuHour = 0,
                perGiBHour = 0,
                perMillionReads = 0,
                perMillionWrites = 500_000,
                perMillionLists = 0,
                speed = 1,
            },
        ]; // one a picture
        File.WriteAllText(archive.Environment["CAPTION_PRICES"]!, JsonSerializer.Serialize(new { currency = "EUR", prices }));
        var stopped = archive.Run("--max-cost", "200");
        Assert.Equal(4, stopped.ExitCode);
        Assert.Contains("EUR of the 200.0000 that it may cost are spent", stopped.Error, StringComparison.Ordinal);
        Assert.InRange(archive.CountComplete(isComplete: false), 80, 200);
        Assert.Equal(0, archive.Run("--max-cost", "1000").ExitCode);
    }

    [Fact]
    public void A_run_is_taken_back_by_its_name()
    {
        using var archive = new ArchiveFolder(20);
        archive.Environment["CAPTION_RUN"] = "mistake";
        Assert.Equal(0, archive.Run("--as", "xmp", "--into", Path.Combine(archive.Root, "out")).ExitCode);
        Assert.Equal(20, Directory.GetFiles(Path.Combine(archive.Root, "out"), "*.png", SearchOption.AllDirectories).Length);
        Assert.StartsWith("would take back 20 results", archive.Run("--undo", "mistake", "--dry-run").Output, StringComparison.Ordinal);
        Assert.Equal(20, archive.CountComplete(isComplete: true));
        var undone = archive.Run("--undo", "mistake", "--as", "xmp", "--into", Path.Combine(archive.Root, "out"));
        Assert.Equal(0, undone.ExitCode);
        Assert.StartsWith("took back 20 results of mistake", undone.Output, StringComparison.Ordinal);
        Assert.Equal(0, archive.CountComplete(isComplete: false));
        Assert.Empty(Directory.GetFiles(Path.Combine(archive.Root, "out"), "*.png", SearchOption.AllDirectories));
        archive.Environment["CAPTION_RUN"] = "again";
        Assert.Equal(0, archive.Run().ExitCode);
        Assert.Equal(20, archive.CountComplete(isComplete: true));
    }

    [Fact]
    public void Files_written_in_place_keep_their_mode_and_are_not_described_again()
    {
        if (OperatingSystem.IsWindows())
            return; // modes are Unix's
        using var archive = new ArchiveFolder(5);
        var file = Path.Combine(archive.Source, "3", "000003.png");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("xmp: 5 files written", archive.Run("--as", "xmp", "--in-place").Output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(file));
        var again = archive.Run("--as", "xmp", "--in-place").Output;
        Assert.Contains("5 had a result", again, StringComparison.Ordinal);
        Assert.Contains("0 files written, 5 as they were", again, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_upload_events_count_and_sweeps_leave_a_runs_notes_alone()
    {
        using var archive = new ArchiveFolder(10);
        Assert.Equal(0, RunningCommand.Run([], archive.Environment, "sweep", archive.Source).ExitCode);
        Assert.Contains("10 had a result", archive.Run().Output, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(archive.Source, "new.png"), TinyPicture.Png(99));
        Assert.Equal(0, archive.Run().ExitCode);
        var notes = Directory.GetFiles(Path.Combine(archive.Source, ".captions", "runs"), "*", SearchOption.AllDirectories).Length;
        Assert.Equal("swept: 11 existed\n", RunningCommand.Run([], archive.Environment, "sweep", archive.Source, "--quiet").Error);
        Assert.Equal(
            notes,
            Directory.GetFiles(Path.Combine(archive.Source, ".captions", "runs"), "*", SearchOption.AllDirectories).Length
        );
    }
}
