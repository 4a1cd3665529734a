using System.Diagnostics;
using Serverless.Core.AltText;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Pipeline;
using Serverless.Core.Preprocessing;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Speed;

/// <summary>The pipeline beside the bare runtime and beside transformers.js: interleaved rounds, so that noise falls on all.</summary>
internal static class SpeedCommand
{
    private const int Rounds = 5,
        PicturesARound = 40,
        Starts = 5;

    public static int Run(Dictionary<string, string> arguments)
    {
        var pictures = Pictures(arguments.GetValueOrDefault("pictures"));
        var threads = Environment.ProcessorCount;
        using var models = LoadedModels.Load(Checkout.Folders, new RuntimeSettings(threads));
        var pipeline = new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System);
        using var nameless = LoadedModels.Load(Checkout.Folders with { Labels = null }, new RuntimeSettings(threads));
        var namelessPipeline = new CaptionPipeline(
            new VipsImageDecoder(new ImageLimits()),
            nameless,
            TimeProvider.System,
            CaptionIds.System
        );
        using var peer = StartPeer(arguments.GetValueOrDefault("models"), threads);
        var turns = new Random(1);
        var rows = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        void Note(string row, double milliseconds)
        {
            if (!rows.TryGetValue(row, out var list))
                rows[row] = list = [];
            list.Add(milliseconds);
        }

        for (var round = -1; round < Rounds; round++)
        {
            foreach (
                var picture in pictures
                    .Skip(Math.Max(0, round) * PicturesARound % Math.Max(1, pictures.Count - PicturesARound + 1))
                    .Take(PicturesARound)
            )
            {
                foreach (var (row, milliseconds) in Measure(models, pipeline, namelessPipeline, peer, picture, turns))
                {
                    if (round >= 0)
                        Note(row, milliseconds); // the first round only warms up
                }
            }

            Console.Error.WriteLine($"round {round + 1} of {Rounds}");
        }

        foreach (var (row, milliseconds) in StepComparison.Run(Checkout.Models("caption-base"), models.Captioner.Config, threads, turns))
            Note(row, milliseconds);
        SpeedPage.Write(
            rows,
            Processes(arguments.GetValueOrDefault("models"), threads, pictures[0]),
            Machine.Line(threads),
            pictures.Count,
            peer is null ? 0 : ProcessMeasure.PeakMiB(peer.Id)
        );
        return 0;
    }

    private static List<string> Pictures(string? folder)
    {
        if (folder is not null && Directory.Exists(folder))
            return [.. Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Take(200)];
        Console.Error.WriteLine($"{folder} is not there: the samples are measured instead.");
        return [.. Directory.EnumerateFiles(Path.Combine(Checkout.Root, "samples"), "*.jpg").Order(StringComparer.Ordinal)];
    }

    private static PeerProcess? StartPeer(string? models, int threads)
    {
        if (models is not null && File.Exists(Path.Combine(models, "caption-base", "onnx", "decoder_model_merged_fp16.onnx")))
            return new PeerProcess(models, threads);
        Console.Error.WriteLine(
            "SKIPPED the peer: it needs the merged decoder of caption-base, which is not part of the project (--models FOLDER)."
        );
        return null;
    }

    /// <summary>All contestants on one picture, in an order drawn anew each time: who follows the peer finds the caches cold.</summary>
    private static IEnumerable<(string Row, double Milliseconds)> Measure(
        LoadedModels models,
        CaptionPipeline pipeline,
        CaptionPipeline nameless,
        PeerProcess? peer,
        string picture,
        Random turns
    )
    {
        var bytes = File.ReadAllBytes(picture);
        var image = new VipsImageDecoder(new ImageLimits()).Open(bytes).Value!;
        var pixels = Preprocessor.Normalize(Preprocessor.Resize(image, models.Captioner.Profile).Value!, models.Captioner.Profile);
        List<Func<IEnumerable<(string, double)>>> contestants =
        [
            () => Pipeline(pipeline, bytes, 1),
            () => [RawLoop(models, pixels, 1)],
            () => Pipeline(pipeline, bytes, 3),
            () =>
                [
                    Pipeline(nameless, bytes, 3).First() is var (_, milliseconds)
                        ? ("pipeline, 3 beam, all but names", milliseconds)
                        : default,
                ],
            () => [RawLoop(models, pixels, 3)],
        ];
        if (peer is not null)
            contestants.Add(() => [("peer, 1 beam", peer.Milliseconds(picture))]);
        var order = contestants.ToArray();
        turns.Shuffle(order);
        return order.SelectMany(contestant => contestant());
    }

    private static IEnumerable<(string Row, double Milliseconds)> Pipeline(CaptionPipeline pipeline, byte[] bytes, int beams)
    {
        var request = new CaptionRequest(bytes, CaptionContext.None, new CaptionOptions { Beams = beams, MinQuality = 0 });
        var watch = Stopwatch.StartNew();
        var times = pipeline.Describe(request, default).Value!.Timings;
        yield return ($"pipeline, {beams} beam, all", watch.Elapsed.TotalMilliseconds);
        yield return ($"pipeline, {beams} beam, words only", times.Decode + times.Encode + times.Generate);
        yield return ($"pipeline, {beams} beam, models only", times.Encode + times.Generate);
        if (beams == 1)
            yield break;
        yield return ("stage decode", times.Decode);
        yield return ("stage encode", times.Encode);
        yield return ("stage generate", times.Generate);
        yield return ("stage quality", times.Quality);
    }

    private static (string Row, double Milliseconds) RawLoop(LoadedModels models, PixelTensor pixels, int beams)
    {
        using var vision = models.Vision!.Run([pixels], default);
        var model = models.Captioner;
        // A search runs on until all its beams are finished: as many steps as the longest has tokens.
        var tokens = model
            .Generate(vision.Hidden, model.Defaults with { NumBeams = beams, NumReturnSequences = beams }, default)[0]
            .MaxBy(hypothesis => hypothesis.Ids.Count)!
            .Ids.ToArray();
        var watch = Stopwatch.StartNew();
        RawDecodeLoop.Run(models, pixels, tokens, beams);
        return ($"floor, {beams} beam", watch.Elapsed.TotalMilliseconds);
    }

    private static List<(string Name, double Milliseconds, double PeakMiB)> Processes(string? models, int threads, string picture)
    {
        var rows = new List<(string, double, double)>();
        var program = Path.Combine(Checkout.Root, "artifacts", "cli", "caption");
        for (var i = 0; i < Starts; i++)
        {
            if (File.Exists(program))
                rows.Add(Row("ours, with quality and names", new ProcessStartInfo(program) { ArgumentList = { "describe", picture } }));
            if (models is not null && Directory.Exists(models))
                rows.Add(Row("peer", PeerProcess.Start(models, threads, Path.GetFullPath(picture))));
        }

        return rows;

        static (string, double, double) Row(string name, ProcessStartInfo start) =>
            ProcessMeasure.Run(start) is var (milliseconds, peak) ? (name, milliseconds, peak) : default;
    }
}
