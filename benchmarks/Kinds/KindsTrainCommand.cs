using System.Globalization;
using Serverless.Benchmarks.Calibration;
using Serverless.Core.Inference;

namespace Serverless.Benchmarks.Kinds;

/// <summary>
/// <c>make kinds-train</c>: fits the classifier of kinds to collected pictures and writes <c>models/vision-base/kinds.json</c>. The set
/// that kinds are measured on is read only to leave out what looks like one of its pictures.
/// </summary>
internal static class KindsTrainCommand
{
    /// <summary>Pictures whose difference hashes differ in no more bits are taken for one picture.</summary>
    private const int SameBits = 6;

    public static int Run(Dictionary<string, string> arguments)
    {
        if (!arguments.TryGetValue("pictures", out var pictures) || !arguments.TryGetValue("data", out var data))
            return Arguments.Usage();
        using var vision = VisionModel.Load(Checkout.Models("vision-base"), RuntimeSettings.Default with { Threads = 1 });
        using var reader = Serverless.Core.Reading.TextReader.Load(
            Checkout.Models("text-base"),
            RuntimeSettings.Default with
            {
                Threads = 1,
            }
        );
        var measure = new KindMeasure(vision, reader);
        var graphics = new GraphicsRule(Path.Combine(data, "graphics"));
        var measured = graphics.Pictures.Select(one => (one, Result: measure.Measure(Path.Combine(data, "graphics", one.Image)))).ToList();
        var all = measure.MeasureFolder(pictures, Path.Combine(pictures, "measured.bin"), IsTaken);
        var examples = all.Where(one => !measured.Exists(other => UInt128.PopCount(other.Result.Hash ^ one.Hash) <= SameBits)).ToList();
        Console.WriteLine($"{examples.Count} pictures, {all.Count - examples.Count} left out as they look like one of the measured set");
        var trainer = new KindTrainer(examples);
        trainer.Report();
        foreach (var ridge in KindTrainer.Ridges)
        {
            var fitted = trainer.Fit(ridge, withText: true);
            var right = measured.Count(one => one.one.Accepts(fitted(one.Result.Vector)));
            var exact = measured.Count(one => one.one.Group == fitted(one.Result.Vector));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"graphics at {ridge}: {right} {exact}"));
        }

        return 0;
    }

    /// <summary>Of a picture and its smaller or compressed copy one is taken, by turns.</summary>
    private static bool IsTaken(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var isCopy = name.EndsWith('b');
        var number = int.Parse(name.Split("__")[1].TrimEnd('b'), CultureInfo.InvariantCulture);
        return isCopy == (number % 2 == 1);
    }
}
