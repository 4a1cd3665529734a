using System.Collections.Concurrent;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Core.Reading;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.KindTraining;

/// <summary>Measures pictures as the pipeline does. What was measured is kept in a file, so that a second run is quick.</summary>
internal sealed class KindMeasure(VisionModel vision, Serverless.Core.Reading.TextReader reader)
{
    private readonly VipsImageDecoder _decoder = new(new ImageLimits());

    /// <summary>Measures pictures.</summary>
    /// <param name="files">{kind}/{source}__{number}.{png,jpg} for examples to learn from.</param>
    /// <param name="folder">Their paths are told relative to it; what was measured is kept there, by path and length.</param>
    public List<KindExample> MeasureFiles(IReadOnlyList<string> files, string folder)
    {
        var cache = Path.Combine(folder, "measured.bin");
        var known = File.Exists(cache) ? Read(cache) : [];
        var measured = new ConcurrentDictionary<string, (UInt128 Hash, double[] Vector)>(StringComparer.Ordinal);
        var started = DateTime.UtcNow;
        var done = 0;
        Parallel.ForEach(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            file =>
            {
                var key = $"{Path.GetRelativePath(folder, file)} {new FileInfo(file).Length}";
                measured[file] = known.TryGetValue(key, out var before) ? before : Measure(file);
                if (Interlocked.Increment(ref done) % 250 == 0)
                {
                    Console.WriteLine($"  {done} of {files.Count}, {(DateTime.UtcNow - started).TotalSeconds:0} s");
                    lock (measured)
                        Write(cache, folder, known, measured);
                }
            }
        );
        Write(cache, folder, known, measured);
        return
        [
            .. files.Select(file => new KindExample(
                Path.GetRelativePath(folder, file),
                Path.GetFileName(Path.GetDirectoryName(file)!),
                Path.GetFileName(file).Split("__")[0],
                measured[file].Hash,
                measured[file].Vector
            )),
        ];
    }

    /// <summary>Measures one picture.</summary>
    public (UInt128 Hash, double[] Vector) Measure(string file)
    {
        var image = _decoder.Open(File.ReadAllBytes(file)).Value ?? throw new InvalidDataException($"{file} cannot be decoded.");
        var pixels = Preprocessor.Resize(image, vision.Profile).Value!;
        var tensor = Preprocessor.Normalize(pixels, vision.Profile);
        var statistics = PictureStatistics.Of(pixels);
        using var outputs = vision.Run([tensor], default);
        var text = reader.Read(image, statistics, default).Value!.Text;
        var features = new KindFeatures(
            statistics,
            image.Width,
            image.Height,
            outputs.MeanMatchState(0),
            TextMeasure.Of(text, image.Width, image.Height)
        );
        return (DifferenceHash.Of(tensor), features.ToVector());
    }

    private static Dictionary<string, (UInt128 Hash, double[] Vector)> Read(string cache)
    {
        var known = new Dictionary<string, (UInt128, double[])>(StringComparer.Ordinal);
        using var reader = new BinaryReader(File.OpenRead(cache));
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var key = reader.ReadString();
            var hash = new UInt128(reader.ReadUInt64(), reader.ReadUInt64());
            var vector = new double[reader.ReadInt32()];
            for (var i = 0; i < vector.Length; i++)
                vector[i] = reader.ReadDouble();
            known[key] = (hash, vector);
        }

        return known;
    }

    private static void Write(
        string cache,
        string folder,
        Dictionary<string, (UInt128 Hash, double[] Vector)> known,
        ConcurrentDictionary<string, (UInt128 Hash, double[] Vector)> measured
    )
    {
        var all = new Dictionary<string, (UInt128 Hash, double[] Vector)>(known, StringComparer.Ordinal);
        foreach (var (file, one) in measured)
            all[$"{Path.GetRelativePath(folder, file)} {new FileInfo(file).Length}"] = one;
        using (var writer = new BinaryWriter(File.Create(cache + ".new")))
        {
            writer.Write(all.Count);
            foreach (var (key, (hash, vector)) in all)
            {
                writer.Write(key);
                writer.Write((ulong)(hash >> 64));
                writer.Write((ulong)hash);
                writer.Write(vector.Length);
                foreach (var value in vector)
                    writer.Write(value);
            }
        }

        File.Move(cache + ".new", cache, overwrite: true);
    }
}
