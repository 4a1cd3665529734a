using System.Diagnostics;
using System.Globalization;
using Serverless.Benchmarks.Speed;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Archives;

/// <summary>
/// A thousand pictures by <c>caption archive</c>, by bare sessions and by transformers.js; and several processes over one store.
/// </summary>
internal static class ArchivesCommand
{
    private const int PictureCount = 1_000,
        Rounds = 3,
        Beams = 3;

    public static int Run(Dictionary<string, string> arguments)
    {
        var data = arguments.GetValueOrDefault("data") ?? "";
        if (!Directory.Exists(data))
            throw new InvalidDataException($"{data} is not there: a thousand pictures are taken from it (--data FOLDER).");
        using var archive = new TemporaryArchive(
            Directory.EnumerateFiles(data, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(PictureCount)
        );
        using var models = LoadedModels.Load(Checkout.Folders, new RuntimeSettings(1));
        var ready = archive.Pictures.Select(path => Prepare(models, path)).ToList();
        var workers = Environment.ProcessorCount;
        var floors = RawRates(models, ready, workers);
        var best = floors.Where(row => row.Name.StartsWith("words", StringComparison.Ordinal)).MaxBy(row => row.Rate).Batch;
        var bestOfAll = floors.Where(row => row.Name.StartsWith("all", StringComparison.Ordinal)).MaxBy(row => row.Rate).Batch;
        using var peer = new PeerProcess(arguments.GetValueOrDefault("models") ?? "", workers);
        foreach (var picture in archive.Pictures.Take(20))
            peer.Milliseconds(picture);
        var rows = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        List<(string Name, Func<double> Rate)> contestants =
        [
            ("floor, words", () => Rate(ready, best, workers, batch => RawBatchLoop.GenerateText(models, batch, Beams))),
            ("floor, all", () => Rate(ready, bestOfAll, workers, batch => RawBatchLoop.RunAll(models, batch, Beams))),
            ("archive, words", () => archive.Run(isTextOnly: true).Rate),
            ("archive, all", () => archive.Run(isTextOnly: false).Rate),
            ("peer, 1 beam", () => archive.Pictures.Count / (archive.Pictures.Sum(peer.Milliseconds) / 1_000)),
        ];
        var turns = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            var order = contestants.ToArray();
            turns.Shuffle(order);
            foreach (var (name, rate) in order)
            {
                if (!rows.TryGetValue(name, out var list))
                    rows[name] = list = [];
                list.Add(rate());
                Console.Error.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"round {round + 1} of {Rounds}: {name} {list[^1]:F1} a second")
                );
            }
        }

        var scaling = ((int[])[1, 2, 4]).Select(count => (count, archive.RunShards(count))).ToList();
        ArchivesPage.Write(
            rows.ToDictionary(row => row.Key, row => row.Value.Order().ElementAt(row.Value.Count / 2)),
            floors,
            scaling,
            Machine.Line(1),
            archive.Pictures.Count
        );
        return 0;
    }

    private static List<(string Name, int Batch, double Rate)> RawRates(LoadedModels models, List<PreparedInput> ready, int workers)
    {
        var some = ready.Take(240).ToList();
        var floors = new List<(string, int, double)>();
        foreach (var size in (int[])[1, 2, 4, 8, 16])
        {
            Rate(some.Take(32).ToList(), size, workers, batch => RawBatchLoop.RunAll(models, batch, Beams)); // warms up
            floors.Add(("words", size, Rate(some, size, workers, batch => RawBatchLoop.GenerateText(models, batch, Beams))));
            floors.Add(("all", size, Rate(some, size, workers, batch => RawBatchLoop.RunAll(models, batch, Beams))));
        }

        return floors;
    }

    private static double Rate(List<PreparedInput> ready, int batchSize, int workers, Action<IReadOnlyList<PreparedInput>> run)
    {
        var watch = Stopwatch.StartNew();
        Parallel.ForEach(ready.Chunk(batchSize), new ParallelOptions { MaxDegreeOfParallelism = workers }, batch => run(batch));
        return ready.Count / watch.Elapsed.TotalSeconds;
    }

    private static PreparedInput Prepare(LoadedModels models, string path)
    {
        var image = new VipsImageDecoder(new ImageLimits()).Open(File.ReadAllBytes(path)).Value!;
        var pixels = Preprocessor.Normalize(Preprocessor.Resize(image, models.Captioner.Profile).Value!, models.Captioner.Profile);
        using var outputs = models.Vision!.Run([pixels], default);
        var found = models.Captioner.Generate(outputs.Hidden, models.Captioner.Defaults with { NumReturnSequences = Beams }, default)[0];
        var words = models.Tokenizer.Decode(found[0].Ids).Trim();
        return new PreparedInput(
            pixels,
            [.. found[0].Ids],
            found.Max(hypothesis => hypothesis.Ids.Count) - 1,
            models.MatcherTokenizer!.Encode(ScoredText.Normalize(words))
        );
    }
}
