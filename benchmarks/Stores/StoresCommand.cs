using System.Diagnostics;
using System.Globalization;
using System.Text;
using Amazon.S3;
using Serverless.Benchmarks.Speed;
using Serverless.Core.Inference;
using Serverless.Storage;
using Serverless.Storage.Files;
using Serverless.Storage.Tests;
using Serverless.Testing.Emulators;

namespace Serverless.Benchmarks.Stores;

/// <summary>
/// Each adapter against its vendor's own client over the same emulator, in interleaved rounds; and the memory of large transfers.
/// </summary>
internal static class StoresCommand
{
    private const int Rounds = 5,
        Count = 150,
        Bytes = 50_000,
        AtATime = 16,
        Transfers = 32;

    private const long TransferBytes = 50_000_000;

    private static readonly byte[] Content = Enumerable.Range(0, Bytes).Select(i => (byte)(i * 31)).ToArray();

    public static async Task<int> RunAsync()
    {
        await using var s3 = await CloudEmulator.S3Async("photos");
        await using var azure = await CloudEmulator.AzureAsync("photos");
        await using var google = await CloudEmulator.GoogleAsync("photos");
        var folder = Directory.CreateTempSubdirectory("stores-").FullName;
        using var sdk = new AmazonS3Client(
            new AmazonS3Config
            {
                ServiceURL = s3.Environment["AWS_ENDPOINT_URL_S3"],
                ForcePathStyle = true,
                AuthenticationRegion = "eu-central-1",
            }
        );
        (string Store, string Client, Func<Task<StoreRun>> Run)[] rivals =
        [
            ("S3 (moto)", "ours", () => StoreRun.OfAsync(s3.Store, Content, Count, AtATime)),
            ("S3 (moto)", "AWSSDK.S3 alone", () => VendorClients.S3Async(sdk, Content, Count, AtATime)),
            ("Azure (Azurite)", "ours", () => StoreRun.OfAsync(azure.Store, Content, Count, AtATime)),
            ("Azure (Azurite)", "Azure.Storage.Blobs alone", () => VendorClients.AzureAsync(azure, Content, Count, AtATime)),
            ("Cloud Storage (own server)", "ours", () => StoreRun.OfAsync(google.Store, Content, Count, AtATime)),
            ("Cloud Storage (own server)", "Google's client alone", () => VendorClients.GoogleAsync(google, Content, Count, AtATime)),
            ("folder", "ours", () => StoreRun.OfAsync(new FileBlobStore(folder, TimeProvider.System), Content, Count, AtATime)),
            (
                "folder",
                "System.IO.File",
                () =>
                    StoreRun.OfAsync(
                        key => WriteFileAsync(Path.Combine(folder, "io", key)),
                        key => File.ReadAllBytesAsync(Path.Combine(folder, "io", key)),
                        Count,
                        AtATime
                    )
            ),
        ];
        var runs = rivals.Select(_ => new List<StoreRun>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var i in Enumerable.Range(0, rivals.Length).OrderBy(_ => Random.Shared.Next()))
                runs[i].Add(await rivals[i].Run());
            await Console.Error.WriteLineAsync($"round {round + 1} of {Rounds}");
        }

        var memory = new List<(string Store, double Up, double Down)>();
        foreach (
            var (name, store) in ((string, IBlobStore)[])
                [
                    ("S3 (moto)", s3.Store),
                    ("Azure (Azurite)", azure.Store),
                    ("Cloud Storage (own server)", google.Store),
                    ("folder", new FileBlobStore(folder, TimeProvider.System)),
                ]
        )
        {
            memory.Add(
                (
                    name,
                    await PeakAsync(i => WriteLargeAsync(store, $"large/{i}")),
                    await PeakAsync(i => ReadLargeAsync(store, $"large/{i}"))
                )
            );
            for (var i = 0; i < Transfers; i++)
                await store.DeleteAsync($"large/{i}", null, default);
        }

        Directory.Delete(folder, recursive: true);
        Write([.. rivals.Select((rival, i) => (rival.Store, rival.Client, runs[i]))], memory);
        return 0;
    }

    private static async Task WriteFileAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.CreateNew);
        await file.WriteAsync(Content);
        file.Flush(flushToDisk: true);
    }

    private static async Task WriteLargeAsync(IBlobStore store, string key)
    {
        var content = new BlobContent(
            () => new NumberStream(TransferBytes),
            TransferBytes,
            "application/octet-stream",
            BlobProperties.NoMetadata
        );
        if ((await store.WriteAsync(key, content, WriteCondition.None, default)).Failure is { } failure)
            throw new InvalidDataException(failure.ToString());
    }

    private static async Task ReadLargeAsync(IBlobStore store, string key)
    {
        var opened = await store.ReadAsync(key, BlobSelection.All, default);
        await using var reading = opened.Value ?? throw new InvalidDataException(opened.Failure!.ToString());
        if (await reading.CopyToAsync(Stream.Null, default) is { } failure)
            throw new InvalidDataException(failure.ToString());
    }

    /// <summary>MiB of resident memory above what it was before, with all transfers in flight.</summary>
    private static async Task<double> PeakAsync(Func<int, Task> transfer)
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        var (before, peak) = (self.WorkingSet64, 0L);
        var all = Task.WhenAll(Enumerable.Range(0, Transfers).Select(i => Task.Run(() => transfer(i))));
        while (!all.IsCompleted)
        {
            self.Refresh();
            peak = Math.Max(peak, self.WorkingSet64);
            await Task.WhenAny(all, Task.Delay(10));
        }

        await all;
        return (peak - before) / 1048576.0;
    }

    private static void Write(
        (string Store, string Client, List<StoreRun> Runs)[] rows,
        List<(string Store, double Up, double Down)> memory
    )
    {
        var page = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Figures: object stores

                Made by `make bench-stores`; do not edit. {Machine.Line(RuntimeSettings.Default.Threads)}. Objects of {Bytes / 1000} kB,
                {Count} of each kind a round, {Rounds} rounds in an order drawn by lot; the emulators run beside on the same processors,
                so times are theirs as much as the clients'. Writes create only if absent. The other clients are used as their
                documentation does, with what they set by themselves.

                | store | client | write ms, median | p99 | read ms, median | p99 | writes/s at {AtATime} | reads/s at {AtATime} |
                |---|---|---|---|---|---|---|---|

                """
            )
        );
        foreach (var (store, client, runs) in rows)
        {
            var (writes, reads) = (runs.SelectMany(run => run.Writes).ToList(), runs.SelectMany(run => run.Reads).ToList());
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {store} | {client} | {Quantile.Of(writes, 0.5):F2} | {Quantile.Of(writes, 0.99):F1} | "
                    + $"{Quantile.Of(reads, 0.5):F2} | {Quantile.Of(reads, 0.99):F1} | "
                    + $"{Quantile.Of(runs.Select(run => run.WriteRate), 0.5):F0} | "
                    + $"{Quantile.Of(runs.Select(run => run.ReadRate), 0.5):F0} |\n"
            );
        }

        page.Append(
            "\nRatios of the medians, ours over the other client's (time: below 1 is faster):\n\n| store | write | read | "
                + "writes/s | reads/s |\n|---|---|---|---|---|\n"
        );
        for (var i = 0; i < rows.Length; i += 2)
        {
            var (ours, other) = (rows[i].Runs, rows[i + 1].Runs);
            double Of(Func<StoreRun, IEnumerable<double>> values) =>
                Quantile.Of(ours.SelectMany(values), 0.5) / Quantile.Of(other.SelectMany(values), 0.5);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {rows[i].Store} | {Of(run => run.Writes):F2} | {Of(run => run.Reads):F2} | {Of(run => [run.WriteRate]):F2} | "
                    + $"{Of(run => [run.ReadRate]):F2} |\n"
            );
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"\nMemory of the process above its state before, with {Transfers} transfers of {TransferBytes / 1_000_000} MB in "
                + $"flight ({Transfers * TransferBytes / 1_000_000} MB in all):\n\n| store | writing MiB | reading MiB |\n"
                + $"|---|---|---|\n"
        );
        foreach (var (store, up, down) in memory)
            page.Append(CultureInfo.InvariantCulture, $"| {store} | {up:F0} | {down:F0} |\n");
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-stores.md"), page.ToString());
        Console.Write(page);
    }
}
