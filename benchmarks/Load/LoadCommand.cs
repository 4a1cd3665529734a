using System.Globalization;
using System.Text;
using Serverless.Benchmarks.Speed;
using Serverless.Core.Inference;

namespace Serverless.Benchmarks.Load;

/// <summary>
/// The container host under callers of a second process, without and with batches of several sizes; beside the pipeline without a host,
/// and beside transformers.js behind Node's server. Writes docs/figures-load.md. With --minutes, a long run at 80 % of the best rate.
/// </summary>
internal static class LoadCommand
{
    private const string PeerTitle = "\n## transformers.js behind Node's server\n";

    private static readonly int[] CallerCounts = [1, 2, 4, 8, 16, 64];

    private static readonly int[] Sizes = [1, 2, 4, 8, 16];

    private static string Figures { get; } = Path.Combine(Checkout.Root, "docs", "figures-load.md");

    /// <summary>Runs it.</summary>
    /// <param name="arguments">seconds (20) a measurement; minutes of a long run; pictures; models of the peer; only: peer, or share,
    /// which is written to standard output.</param>
    public static int Run(Dictionary<string, string> arguments)
    {
        var seconds = int.Parse(arguments.GetValueOrDefault("seconds", "20"), CultureInfo.InvariantCulture);
        Callers.Choose(
            arguments.GetValueOrDefault("pictures", Path.Combine(Checkout.Root, "..", "shared", "data", "flickr8k-dev", "images"))
        );
        if (arguments.GetValueOrDefault("only") == "share")
        {
            var shares = new StringBuilder();
            WriteShare(shares);
            Console.Write(shares);
            return 0;
        }

        if (!Directory.Exists(Path.Combine(Callers.Folder, "node_modules")))
            throw new InvalidDataException("The callers are not installed: npm ci --prefix benchmarks/load-callers.");
        if (arguments.TryGetValue("minutes", out var minutes))
            return Soak.Run(TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)), seconds);
        var models = arguments.GetValueOrDefault("models", Path.Combine(Checkout.Root, "..", "shared", "models"));
        var page = new StringBuilder();
        if (arguments.GetValueOrDefault("only") == "peer")
        {
            var old = File.ReadAllText(Figures);
            WritePeer(page, models, seconds);
            File.WriteAllText(Figures, old[..old.IndexOf(PeerTitle, StringComparison.Ordinal)] + page);
            return 0;
        }

        var (machine, pictures) = (Machine.Line(RuntimeSettings.Default.Threads), Callers.Pictures.Count);
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Figures: load

            Made by `make bench-load`; do not edit. {machine}.
            The container host in one process, callers (autocannon, {pictures} photographs in turn) in another on the same machine;
            {seconds} s each after a warm-up. Times are of described pictures, from the request to the whole answer. Load of the machine
            before: {BusyBefore()}.


            """
        );
        var hosts = WriteHosts(page, seconds);
        WritePipeline(page, hosts, seconds);
        WritePeer(page, models, seconds);
        File.WriteAllText(Figures, page.ToString());
        return 0;
    }

    /// <returns>By size of batches and number of callers.</returns>
    private static Dictionary<(int Size, int Callers), CallersResult> WriteHosts(StringBuilder page, int seconds)
    {
        var results = new Dictionary<(int, int), CallersResult>();
        page.Append("| batch | callers | pictures/s | p50 ms | p95 ms | p99 ms | busy | failed |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var size in Sizes)
        {
            using var host = ServedProcess.Host(("CAPTION_BATCH", Text(size)), ("CAPTION_QUEUE", "64"));
            Callers.Drive(host.Address, 4, Math.Min(5, seconds));
            foreach (var callers in CallerCounts)
            {
                var result = results[(size, callers)] = Callers.Drive(host.Address, callers, seconds);
                Append(page, Text(size), callers, result);
            }
        }

        return results;
    }

    private static void WritePipeline(StringBuilder page, Dictionary<(int Size, int Callers), CallersResult> hosts, int seconds)
    {
        using var offline = new OfflineRate();
        var alone = offline.AloneMilliseconds(rounds: 5);
        var rates = Sizes.ToDictionary(size => size, size => offline.PerSecond(size, TimeSpan.FromSeconds(seconds)));
        page.Append("\n## The pipeline without a host\n| batch | pictures/s | host's best of it |\n|---|---|---|\n");
        foreach (var (size, rate) in rates)
        {
            var best = hosts.Where(one => one.Key.Size == size).Max(one => one.Value.PerSecond);
            page.Append(CultureInfo.InvariantCulture, $"| {size} | {rate:F1} | {best / rate:P0} |\n");
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"""

            A picture by itself takes the pipeline {alone:F1} ms, and one caller waits {hosts[(1, 1)].P50:F1} ms without batches and
            {hosts[(4, 1)].P50:F1} ms with them (medians). What a lone request takes beside the pipeline's own time (`timings.totalMs`):


            """
        );
        WriteShare(page);
    }

    private static void WriteShare(StringBuilder page)
    {
        var share = HostShare.Measure(rounds: 10);
        page.Append("| beside the pipeline | p50 ms | p95 ms |\n|---|---|---|\n");
        AppendShare(page, "host, HTTP and caller together", share.Added);
        AppendShare(page, "the host's own, from the request in its application to the end of the answer", share.Own);
        AppendShare(page, "the same bodies and answers without a host: Kestrel alone, HTTP and caller", share.Floor);
    }

    private static void AppendShare(StringBuilder page, string what, IReadOnlyList<double> milliseconds) =>
        page.Append(
            CultureInfo.InvariantCulture,
            $"| {what} | {Quantile.Of(milliseconds, 0.5):F1} | {Quantile.Of(milliseconds, 0.95):F1} |\n"
        );

    /// <summary>The peer writes captions and nothing else, so the host is asked for no more: without quality, labels and text.</summary>
    private static void WritePeer(StringBuilder page, string models, int seconds)
    {
        page.Append(PeerTitle);
        if (!Directory.Exists(Path.Combine(Checkout.Root, "benchmarks", "peer", "node_modules")) || !Directory.Exists(models))
        {
            page.Append("Not measured: it is not installed, or its models are not there.\n");
            return;
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            The same graphs for the same work: captions alone, without quality, labels or text. transformers.js knows no beams, so the host
            is asked for one; below it with the three of the model. Load of the machine before: {BusyBefore()}.


            """
        );
        page.Append("| who | callers | pictures/s | p50 ms | p95 ms | p99 ms | busy | failed |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            var start = PeerProcess.Start(models, threads, "0");
            start.ArgumentList[0] = "server.mjs";
            using var peer = ServedProcess.Start(start);
            DriveAll(page, $"peer, {threads} threads a run", peer.Address, seconds);
        }

        foreach (var size in (int[])[1, 4, 16])
        {
            using var host = ServedProcess.Host([
                ("CAPTION_MODEL", Path.GetFullPath(Path.Combine(models, "caption-base"))),
                ("CAPTION_LABEL_MODEL", "none"),
                ("CAPTION_TEXT_MODEL", "none"),
                ("CAPTION_BATCH", Text(size)),
                ("CAPTION_QUEUE", "64"),
            ]);
            foreach (var beams in (int[])[1, 3])
                DriveAll(page, $"host, batches of {size}, beams {beams}", $"{host.Address}/v1/captions?beams={beams}", seconds);
        }
    }

    private static void DriveAll(StringBuilder page, string name, string address, int seconds)
    {
        Callers.Drive(address, 4, Math.Min(5, seconds));
        foreach (var callers in CallerCounts)
            Append(page, name, callers, Callers.Drive(address, callers, seconds));
    }

    private static void Append(StringBuilder page, string name, int callers, CallersResult result)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {callers} | {result.PerSecond:F1} | {result.P50:F0} | {result.P95:F0} | {result.P99:F0} "
                + $"| {result.Busy} | {result.Failed} |\n"
        );
        Console.Error.Write(line);
        page.Append(line);
    }

    /// <summary>What else the machine did in the last minute, as a number of busy processors; figures count where it is near 0.</summary>
    private static string BusyBefore() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
