using System.Globalization;
using Serverless.Core.Inference;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.KindTraining;

/// <summary>
/// <c>make kinds-train</c>: fits the classifier of kinds to collected pictures and writes <c>models/vision-base/kinds.json</c>. The set
/// that kinds are measured on is read only to leave out what looks like one of its pictures.
/// </summary>
internal static class KindsTrainCommand
{
    /// <summary>Pictures whose difference hashes differ in no more bits are taken for one picture.</summary>
    private const int SameBits = 6;

    /// <summary>Most pictures of one kind of one source: more alike tell little more.</summary>
    private const int MaxOfSource = 40;

    /// <summary>
    /// The least probability of a sure photograph: set with coco-things (it costs one in five of its photographs their good words) and
    /// graphics in view, of which none is trusted.
    /// </summary>
    private const double MinSure = 0.82;

    /// <summary>What share of photographs may fall below the threshold of a sure one.</summary>
    private const double MaxLost = 0.03;

    public static int Run(Dictionary<string, string> arguments)
    {
        if (!arguments.TryGetValue("pictures", out var pictures) || !arguments.TryGetValue("data", out var data))
            return Arguments.Usage();
        var date = arguments.GetValueOrDefault("date") ?? DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var settings = new RuntimeSettings(Threads: 1);
        using var vision = VisionModel.Load(Checkout.Models("vision-base"), settings);
        using var reader = Serverless.Core.Reading.TextReader.Load(Checkout.Models("text-base"), settings);
        var measure = new KindMeasure(vision, reader);
        var measured = measure.MeasureFiles(PicturesIn(Path.Combine(data, "graphics")), pictures).Select(one => one.Hash).ToList();
        var all = measure.MeasureFiles(FilesOfKinds(pictures), pictures);
        var examples = all.Where(one => !measured.Exists(hash => UInt128.PopCount(hash ^ one.Hash) <= SameBits)).ToList();
        Console.WriteLine($"{examples.Count} pictures, {all.Count - examples.Count} left out: they look like one of the measured set");
        var photographs = measure.MeasureFiles(
            [
                .. PicturesIn(Path.Combine(data, "coco-things")),
                .. EvaluationDataset.Read(Path.Combine(data, "flickr8k-dev")).Pictures.Select(one => one.Path),
            ],
            pictures
        );
        var trainer = new KindTrainer(examples);
        var (withText, withoutText) = (trainer.Choose(withText: true), trainer.Choose(withText: false));
        var sure = Math.Max(MinSure, trainer.SurePhotograph(photographs, withText.Ridge, MaxLost));
        var parameters = trainer.Fit(
            withText.Ridge,
            withoutText.Ridge,
            sure,
            string.Create(
                CultureInfo.InvariantCulture,
                $"make kinds-train, {date}; {examples.Count} pictures of {examples.Select(one => one.Source).Distinct().Count()} sources, "
                    + $"by folds over sources {withText.Right:P1} right with text and {withoutText.Right:P1} without, "
                    + $"ridge {withText.Ridge} and {withoutText.Ridge}"
            )
        );
        KindsFile.Write(Path.Combine(Checkout.Models("vision-base"), "kinds.json"), parameters);
        Console.WriteLine(parameters.MadeBy);
        return 0;
    }

    private static List<string> FilesOfKinds(string folder) =>
        [
            .. Enum.GetNames<PictureKind>()
                .Select(name => Path.Combine(folder, name.ToLowerInvariant()))
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateFiles)
                .Where(IsTaken)
                .Order(StringComparer.Ordinal)
                .GroupBy(file => (Path.GetDirectoryName(file), Path.GetFileName(file).Split("__")[0]))
                .SelectMany(source => source.Take(MaxOfSource)),
        ];

    private static List<string> PicturesIn(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".png" or ".jpg")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Of a picture and its smaller or compressed copy one is taken, by turns.</summary>
    private static bool IsTaken(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var number = int.Parse(name.Split("__")[1].TrimEnd('b'), CultureInfo.InvariantCulture);
        return name.EndsWith('b') == (number % 2 == 1);
    }
}
