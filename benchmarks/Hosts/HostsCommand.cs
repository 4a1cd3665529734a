using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Benchmarks.Speed;
using Serverless.Core.Inference;
using Serverless.Hosts.Contract.Tests.Platforms;

namespace Serverless.Benchmarks.Hosts;

/// <summary>
/// Every host from its package, behind its platform: start, first caption, what the host adds to the pipeline's time, memory and size.
/// Rounds interleaved.
/// </summary>
internal static partial class HostsCommand
{
    private const int Rounds = 5,
        WarmRequests = 60;

    private const string Conditions =
        "Each host from its package (ready to run; with its own runtime, but for Azure, whose platform brings it), "
        + "behind a fake of its platform on the same machine";

    public static async Task<int> RunAsync()
    {
        Environment.SetEnvironmentVariable("CAPTION_TEST_PACKAGES", "1");
        if (!Directory.Exists(Path.Combine(Checkout.Root, "artifacts", "packages", "aws", "app")))
            throw new InvalidDataException("The hosts are measured from their packages: make package first.");
        var picture = new HostRequest(
            "POST",
            "/v1/captions",
            [new("Content-Type", "image/png")],
            await File.ReadAllBytesAsync(Path.Combine(Checkout.Root, "samples", "shapes.png"))
        );
        (string Name, Func<Task<IPlatform>> Start)[] hosts =
        [
            ("aws", async () => await FakeLambda.StartAsync()),
            ("azure", async () => await ListeningPlatform.AzureAsync()),
            ("gcp", async () => await ListeningPlatform.GoogleAsync()),
            ("kubernetes", async () => await ListeningPlatform.KubernetesAsync()),
        ];
        var measures = hosts.ToDictionary(host => host.Name, _ => new HostMeasure());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, start) in hosts)
                await MeasureAsync(measures[name], start, picture);
            await Console.Error.WriteLineAsync($"round {round + 1} of {Rounds}");
        }

        Write(measures);
        return 0;
    }

    private static async Task MeasureAsync(HostMeasure measure, Func<Task<IPlatform>> start, HostRequest picture)
    {
        var watch = Stopwatch.StartNew();
        await using var platform = await start();
        await platform.SendAsync(new HostRequest("GET", "/health/ready", [], []));
        measure.ReadyMilliseconds.Add(watch.Elapsed.TotalMilliseconds);
        await platform.SendAsync(picture);
        measure.FirstCaptionMilliseconds.Add(watch.Elapsed.TotalMilliseconds);
        for (var i = 0; i < WarmRequests; i++)
        {
            watch.Restart();
            var answer = await platform.SendAsync(picture);
            var elapsed = watch.Elapsed.TotalMilliseconds;
            if (i >= 10)
                measure.OverheadMilliseconds.Add(
                    elapsed - JsonDocument.Parse(answer.Body).RootElement.GetProperty("timings").GetProperty("totalMs").GetDouble()
                );
        }

        measure.PeakMiB.Add(ProcessMeasure.PeakMiB(platform.Host.Process.Id));
        measure.Note(platform.Host.Log);
    }

    private static void Write(Dictionary<string, HostMeasure> measures)
    {
        var page = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Figures: hosts

                Made by `make bench-hosts`; do not edit. {Machine.Line(
                    RuntimeSettings.Default.Threads
                )}. {Conditions}; {Rounds} interleaved rounds with {WarmRequests
                    - 10} warm requests each.


                """
            )
        );
        page.Append(
            "| host | start to ready ms | start to first caption ms | added to the pipeline, median ms | p99 ms | peak MiB | zip MiB "
                + "| unpacked MiB |\n|---|---|---|---|---|---|---|---|\n"
        );
        foreach (var (name, measure) in measures)
        {
            var folder = Path.Combine(Checkout.Root, "artifacts", "packages", name);
            var zip = new FileInfo(Path.Combine(folder, $"captions-{name}.zip")).Length / 1048576.0;
            var unpacked =
                new DirectoryInfo(Path.Combine(folder, "app")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
                / 1048576.0;
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {name} | {Quantile.Of(measure.ReadyMilliseconds, 0.5):F0} | {Quantile.Of(measure.FirstCaptionMilliseconds, 0.5):F0} "
                    + $"| {Quantile.Of(measure.OverheadMilliseconds, 0.5):F2} | {Quantile.Of(measure.OverheadMilliseconds, 0.99):F1} "
                    + $"| {Quantile.Of(measure.PeakMiB, 0.5):F0} | {zip:F1} | {unpacked:F0} |\n"
            );
        }

        page.Append(
            "\n## Where the time of a start goes, median ms\n"
                + "| host | runtime, settings | libvips | models, ONNX Runtime | first caption | ready, by the process |\n"
                + "|---|---|---|---|---|---|\n"
        );
        foreach (var (name, measure) in measures)
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {name} | {Quantile.Of(measure.Runtime, 0.5):F0} | {Quantile.Of(measure.Natives, 0.5):F0} "
                    + $"| {Quantile.Of(measure.Models, 0.5):F0} | {Quantile.Of(measure.FirstCaption, 0.5):F0} "
                    + $"| {Quantile.Of(measure.Ready, 0.5):F0} |\n"
            );
        page.Append(
            "\nWhat a host adds includes the fake platform and its connection. Ready means that this process has made a real caption: "
                + "the runtime, the models and that caption are all in it.\n"
        );
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-hosts.md"), page.ToString());
        Console.Write(page);
    }

    private sealed partial class HostMeasure
    {
        public List<double> Runtime { get; } = [];

        public List<double> Natives { get; } = [];

        public List<double> Models { get; } = [];

        public List<double> FirstCaption { get; } = [];

        public List<double> Ready { get; } = [];

        /// <summary>What the host itself says of its start.</summary>
        public void Note(string log)
        {
            var match = Line().Match(log) is { Success: true } line ? line : Fields().Match(log);
            if (!match.Success)
                throw new InvalidDataException("The log says nothing of the start:\n" + log);
            double Of(string name) => double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
            Ready.Add(Of("since"));
            Natives.Add(Of("natives"));
            Models.Add(Of("models"));
            FirstCaption.Add(Of("first"));
            Runtime.Add(Of("since") - Of("natives") - Of("models") - Of("first"));
        }

        [GeneratedRegex(
            @"(?<since>\d+) ms after process start "
                + @"\(pictures by [^;]+; natives (?<natives>\d+), models (?<models>\d+), first caption (?<first>\d+)\)"
        )]
        private static partial Regex Line();

        [GeneratedRegex(
            @"""nativesMs"":(?<natives>[\d.]+),""modelsMs"":(?<models>[\d.]+),"
                + @"""firstCaptionMs"":(?<first>[\d.]+),""sinceStartMs"":(?<since>[\d.]+)"
        )]
        private static partial Regex Fields();

        public List<double> ReadyMilliseconds { get; } = [];

        public List<double> FirstCaptionMilliseconds { get; } = [];

        public List<double> OverheadMilliseconds { get; } = [];

        public List<double> PeakMiB { get; } = [];
    }
}
