using System.Diagnostics;
using System.Globalization;
using Serverless.Testing;

namespace Serverless.Cli.Tests;

/// <summary>Archives, killed at random moments; and what memory does over many pictures.</summary>
public sealed class ArchiveInterruptionTests(ITestOutputHelper output)
{
    [Fact]
    public void Killed_again_and_again_it_ends_complete_each_picture_once_nothing_half_written()
    {
        var (pictures, kills) = (TestSize.Of(400, 2_000), TestSize.Of(8, 50));
        using var archive = new ArchiveFolder(pictures);
        var random = new Random(20_261_121);
        var seen = new List<int>();
        var pause = 400;
        for (var i = 0; i < kills; i++)
        {
            using var running = archive.Start("--quiet");
            if (!running.WaitForExit(random.Next(pause / 2, pause)))
            {
                running.Kill();
                running.WaitForExit();
            }

            seen.Add(archive.CountComplete(isComplete: false));
            // a kill before the first picture says little, nor does one after the last
            pause = seen[^1] == (seen.Count > 1 ? seen[^2] : 0) ? pause + 60 : Math.Max(200, pause - 40);
        }

        output.WriteLine($"after each of {kills} kills, of {pictures}: {string.Join(", ", seen)}");
        Assert.True(seen[0] < pictures, "the first run was over before it was killed");
        var last = archive.Run("--as", "jsonl");
        Assert.Equal((0, ""), (last.ExitCode, last.Error));
        Assert.Equal(pictures, archive.CountComplete(isComplete: true));
        Assert.Equal(pictures, File.ReadLines(Path.Combine(archive.Source, "captions.jsonl")).Distinct().Count());
        Assert.Contains($"{pictures:N0} had a result", archive.Run().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Asked_to_end_it_ends_with_the_code_for_another_try_and_goes_on_later()
    {
        using var archive = new ArchiveFolder(600);
        var start = BuiltProgram.Of("Cli", "caption", archive.Environment);
        foreach (var word in (string[])["archive", archive.Source, "--quiet"])
            start.ArgumentList.Add(word);
        using var running = Process.Start(start)!;
        while (!Directory.Exists(Path.Combine(archive.Source, "5", ".captions")) && !running.HasExited)
            Thread.Sleep(5);
        Signals.AskToEnd(running);
        Assert.True(running.WaitForExit(20_000));
        Assert.Equal((5, "stopped\n"), (running.ExitCode, running.StandardError.ReadToEnd()));
        Assert.InRange(archive.CountComplete(isComplete: false), 1, 599);
        Assert.Equal(0, archive.Run().ExitCode);
        Assert.Equal(600, archive.CountComplete(isComplete: true));
    }

    [Fact]
    public void Memory_does_not_grow_with_the_archive()
    {
        var pictures = TestSize.Of(4_000, 100_000);
        using var archive = new ArchiveFolder(pictures);
        using var running = archive.Start("--quiet");
        var sizes = new List<long>();
        while (!running.WaitForExit(100))
        {
            if (Resident(running.Id) is { } bytes)
                sizes.Add(bytes);
        }

        Assert.Equal(0, running.ExitCode);
        var (early, late) = (sizes.Take(Math.Max(1, sizes.Count / 4)).Max(), sizes.Skip(sizes.Count / 2).Max());
        output.WriteLine(
            $"{pictures} pictures: {early >> 20} MiB in the first quarter, {late >> 20} MiB in the second half; {sizes.Count / 10.0} s"
        );
        Assert.True(late < early + (48 << 20), $"{early >> 20} MiB became {late >> 20} MiB");
    }

    private static long? Resident(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null
                ? null
                : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
