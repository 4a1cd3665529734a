using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Benchmarks.Speed;
using Serverless.Core.Inference;
using Serverless.Hosts.Contract.Tests.Platforms;
using Serverless.Storage;
using Serverless.Testing.Emulators;

namespace Serverless.Benchmarks.Events;

/// <summary>
/// From an event to its stored result, over the emulators: time, what of it is not the pipeline's, and memory with many events in flight.
/// </summary>
internal static class EventsCommand
{
    private static readonly string Columns =
        $"| store | event to stored result, median ms | p99 ms | added to the "
        + $"pipeline, median ms | p99 ms | peak MiB before | peak MiB with {InFlight} in flight |";

    private const int Count = 80,
        Warm = 10,
        InFlight = 32;

    private static readonly byte[] Picture = File.ReadAllBytes(Path.Combine(Checkout.Root, "samples", "shapes.png"));

    public static async Task<int> RunAsync()
    {
        var page = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Figures: upload events

                Made by `make bench-events`; do not edit. {Machine.Line(
                    RuntimeSettings.Default.Threads
                )}. The container host with the embedded models; an event is posted, and answered when the result and the pointer are
                stored. {Count
                    - Warm} events one after another; then {InFlight} at once. The emulators run beside on the same processors.

                {Columns}
                |---|---|---|---|---|---|---|

                """
            )
        );
        foreach (
            var (name, start) in ((string, Func<string, Task<CloudEmulator>>)[])
                [
                    ("S3 (moto)", CloudEmulator.S3Async),
                    ("Azure (Azurite)", CloudEmulator.AzureAsync),
                    ("Cloud Storage (own server)", CloudEmulator.GoogleAsync),
                ]
        )
        {
            await using var cloud = await start("photos");
            await using var host = await ListeningPlatform.KubernetesAsync([
                ("CAPTION_EVENTS_FROM", cloud.Container + "in/"),
                .. cloud.Environment.Select(pair => (pair.Key, pair.Value)),
            ]);
            var (whole, added) = (new List<double>(), new List<double>());
            for (var i = 0; i < Count; i++)
            {
                var (elapsed, pipeline) = await OneAsync(cloud, host, $"in/{i}.png");
                if (i < Warm)
                    continue;
                whole.Add(elapsed);
                added.Add(elapsed - pipeline);
            }

            var before = ProcessMeasure.PeakMiB(host.Host.Process.Id);
            await Task.WhenAll(Enumerable.Range(0, InFlight).Select(i => OneAsync(cloud, host, $"in/many-{i}.png")));
            var after = ProcessMeasure.PeakMiB(host.Host.Process.Id);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {name} | {Quantile.Of(whole, 0.5):F1} | {Quantile.Of(whole, 0.99):F1} | {Quantile.Of(added, 0.5):F1} | "
                    + $"{Quantile.Of(added, 0.99):F1} | {before:F0} | {after:F0} |\n"
            );
            await Console.Error.WriteLineAsync(name);
        }

        page.Append(
            "\nWhat is added: one listing, one read of the picture, the result and the pointer written and the pointer read "
                + "before, and the HTTP request itself.\n"
        );
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-events.md"), page.ToString());
        Console.Write(page);
        return 0;
    }

    /// <summary>A picture of its own, and its event.</summary>
    private static async Task<(double Elapsed, double Pipeline)> OneAsync(CloudEmulator cloud, ListeningPlatform host, string key)
    {
        byte[] bytes = [.. Picture, .. Encoding.UTF8.GetBytes(key)];
        var version = (await cloud.Store.WriteAsync(key, BlobContent.Of(bytes, "image/png"), WriteCondition.None, default)).Value!.Version;
        var body = Encoding.UTF8.GetBytes(Event(cloud.Container[..2], key, version).ToJsonString());
        var start = Stopwatch.GetTimestamp();
        var answer = await host.SendAsync(new HostRequest("POST", "/v1/events", [new("Content-Type", "application/json")], body));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (answer.Status != 204)
            throw new InvalidDataException($"The event was answered {answer.Status}.");
        var opened = await cloud.Store.ReadAsync(key + ".caption.json", BlobSelection.All, default);
        await using var reading = opened.Value!;
        var pointer = JsonNode.Parse((await reading.ToArrayAsync(default)).Value!)!;
        return (elapsed, pointer["latest"]!["caption"]!["timings"]!["totalMs"]!.GetValue<double>());
    }

    private static JsonNode Event(string scheme, string key, string version) =>
        scheme switch
        {
            "s3" => new JsonObject
            {
                ["id"] = "e",
                ["detail-type"] = "Object Created",
                ["source"] = "aws.s3",
                ["detail"] = new JsonObject
                {
                    ["bucket"] = new JsonObject { ["name"] = "photos" },
                    ["object"] = new JsonObject
                    {
                        ["key"] = key,
                        ["etag"] = version,
                        ["sequencer"] = "01",
                    },
                },
            },
            "az" => new JsonArray(
                new JsonObject
                {
                    ["id"] = "e",
                    ["eventType"] = "Microsoft.Storage.BlobCreated",
                    ["data"] = new JsonObject
                    {
                        ["api"] = "PutBlob",
                        ["eTag"] = version,
                        ["sequencer"] = "01",
                        ["url"] = $"https://devstoreaccount1.blob.core.windows.net/photos/{key}",
                    },
                }
            ),
            _ => new JsonObject
            {
                ["message"] = new JsonObject
                {
                    ["messageId"] = "m",
                    ["data"] = "",
                    ["attributes"] = new JsonObject
                    {
                        ["eventType"] = "OBJECT_FINALIZE",
                        ["bucketId"] = "photos",
                        ["objectId"] = key,
                        ["objectGeneration"] = version,
                    },
                },
                ["subscription"] = "s",
            },
        };
}
