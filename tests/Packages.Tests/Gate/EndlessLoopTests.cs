using System.Diagnostics;
using System.Globalization;
using System.Text;
using Serverless.Core;
using Serverless.Packages.Gate;
using Serverless.Packages.Loading;

namespace Serverless.Packages.Tests.Gate;

/// <summary>A real graph with a Loop that never ends, in the trial's own process: no list of operators keeps it out here.</summary>
public sealed class EndlessLoopTests : IDisposable
{
    private const string Output = "last_hidden_state",
        Before = "last_hidden_statf"; // as long as the other, so that it can be written over it

    private static readonly TimeSpan AtTheLoop = TimeSpan.FromSeconds(5),
        Patience = TimeSpan.FromMinutes(2);

    private readonly TestPackages _packages = new();

    [Fact]
    public async Task It_is_refused_at_its_time_limit_and_nothing_of_it_is_left_running()
    {
        var source = CopyModel();
        await _packages.PackAsync("ends", source: source);
        AddEndlessLoop(Path.Combine(source, "onnx", "encoder_model.onnx"));
        await _packages.PackAsync("endless", "1.0.1", source);
        Assert.Equal("operator", (await OpenAsync("endless", [])).Failure?.Rule);

        var clock = Stopwatch.StartNew();
        Assert.Null((await OpenAsync("ends", ["Loop"])).Failure); // as everything but the loop does
        var busy = WatchAsync();
        var refused = (await OpenAsync("endless", ["Loop"], AtTheLoop + (3 * clock.Elapsed))).Failure; // of this machine, now
        Assert.Equal(("trial_time", PackageFailureKind.Refused), (refused?.Rule, refused?.Kind));
        Assert.True(await busy > TimeSpan.FromSeconds(2), "The trial did not reach the loop.");
        Assert.True(SpinWait.SpinUntil(() => !TrialIds().Any(), Patience), "The trial is still running.");
        Assert.DoesNotContain(
            Directory.EnumerateDirectories(Path.Combine(_packages.Cache, "packages")),
            folder => Path.GetFileName(folder).StartsWith(".part-", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task It_ends_with_the_process_that_watches_it_however_that_dies()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        var source = CopyModel();
        AddEndlessLoop(Path.Combine(source, "onnx", "encoder_model.onnx"));
        var start = TestPackages.RealTrial([source, ModelTrial.WatchedWord]);
        var shell = new ProcessStartInfo("sh", ["-c", "cat | \"$@\"", "sh", start.FileName, .. start.ArgumentList])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var watcher = Process.Start(shell)!;
        Assert.True(SpinWait.SpinUntil(() => TrialIds().Any(id => CpuTime(id) > TimeSpan.FromSeconds(2)), Patience));
        watcher.StandardInput.Close(); // what the system does for a process that is killed
        Assert.True(SpinWait.SpinUntil(() => !TrialIds().Any(), Patience), "The trial outlives what watches it.");
        await watcher.WaitForExitAsync(CancellationToken.None);
    }

    public void Dispose() => _packages.Dispose();

    private Task<Result<VerifiedPackage, PackageFailure>> OpenAsync(string name, string[] operators, TimeSpan? limit = null)
    {
        var policy = _packages.Policy(null) with { RunsTrial = true, MoreOperators = operators, TrialTimeout = limit ?? Patience };
        return new PackageLoader(_packages.Clock, TestPackages.RealTrial).OpenFileAsync(
            _packages.At(name),
            policy,
            CancellationToken.None
        );
    }

    /// <summary>A model that answers golden pictures: a trial without any makes a first caption alone, which is enough.</summary>
    private string CopyModel()
    {
        var folder = _packages.At("source");
        foreach (var file in Directory.EnumerateFiles(TestPackages.Tiny, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(TestPackages.Tiny, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return folder;
    }

    /// <summary>
    /// What the encoder gives goes through a Loop without a count whose condition stays true. Bytes behind a message of protobuf are
    /// merged into it, so that the graph gets the node, its condition and an output.
    /// </summary>
    private static void AddEndlessLoop(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var (name, other) = (Encoding.UTF8.GetBytes(Output), Encoding.UTF8.GetBytes(Before));
        for (var at = bytes.AsSpan().IndexOf(name); at >= 0; at = bytes.AsSpan().IndexOf(name))
            other.CopyTo(bytes.AsSpan(at));
        const int Float = 1,
            Int64 = 7,
            Bool = 9;
        var body = new OnnxBytes()
            .Message(1, OnnxBytes.Node("Identity", "goes_on", "goes_on_then"))
            .Message(1, OnnxBytes.Node("Identity", "carried", "carried_then"))
            .Text(2, "body")
            .Message(11, Value("count", Int64))
            .Message(11, Value("goes_on", Bool))
            .Message(11, Value("carried", Float, isScalar: false))
            .Message(12, Value("goes_on_then", Bool))
            .Message(12, Value("carried_then", Float, isScalar: false));
        var loop = new OnnxBytes()
            .Text(1, "")
            .Text(1, "endless/condition")
            .Text(1, Before)
            .Text(2, Output)
            .Text(4, "Loop")
            .Message(5, new OnnxBytes().Text(1, "body").Message(6, body).Number(20, 5));
        var condition = new OnnxBytes().Number(2, Bool).Text(8, "endless/condition").Raw(9, [1]);
        var graph = new OnnxBytes().Message(1, loop).Message(5, condition).Message(12, Value(Output, Float, "batch_size", "places", "32"));
        File.WriteAllBytes(path, [.. bytes, .. new OnnxBytes().Message(7, graph).ToArray()]);
    }

    /// <summary>A ValueInfoProto of a tensor: a scalar, or of unknown rank, or of named and numbered sizes.</summary>
    private static OnnxBytes Value(string name, int type, bool isScalar = true)
    {
        var tensor = new OnnxBytes().Number(1, type);
        return new OnnxBytes()
            .Text(1, name)
            .Message(2, new OnnxBytes().Message(1, isScalar ? tensor.Message(2, new OnnxBytes()) : tensor));
    }

    private static OnnxBytes Value(string name, int type, params string[] sizes)
    {
        var shape = new OnnxBytes();
        foreach (var size in sizes)
            shape.Message(
                1,
                long.TryParse(size, CultureInfo.InvariantCulture, out var number)
                    ? new OnnxBytes().Number(1, number)
                    : new OnnxBytes().Text(2, size)
            );
        return new OnnxBytes().Text(1, name).Message(2, new OnnxBytes().Message(1, new OnnxBytes().Number(1, type).Message(2, shape)));
    }

    /// <summary>The longest that a trial of this test kept a processor busy, until there is none any more.</summary>
    private async Task<TimeSpan> WatchAsync()
    {
        var (longest, started, clock) = (TimeSpan.Zero, false, Stopwatch.StartNew());
        while (clock.Elapsed < 2 * Patience)
        {
            var times = TrialIds().Select(CpuTime).ToList();
            if (started && times.Count == 0)
                break;
            started |= times.Count > 0;
            longest = times.Append(longest).Max();
            await Task.Delay(50, CancellationToken.None);
        }

        return longest;
    }

    /// <summary>Processes whose words name a folder of this test; one that is dead and not yet waited for has no words.</summary>
    private IEnumerable<int> TrialIds() =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
        let words = Words(folder)
        where words.Contains(_packages.Folder, StringComparison.Ordinal) && words.Contains("trial", StringComparison.Ordinal)
        where !words.StartsWith("sh\0", StringComparison.Ordinal)
        select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);

    private static string Words(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static TimeSpan CpuTime(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return TimeSpan.Zero;
        }
    }
}
