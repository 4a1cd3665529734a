using Serverless.Benchmarks.Calibration;
using Serverless.Core.AltText;
using Serverless.Core.Classification;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Names;

/// <summary>
/// The numbers of recognition, in two halves of <c>make calibrate</c>: the temperature, before the quality score is fitted with what it
/// says of contradictions; and the curve and the threshold of names, on the pictures whose sentence that score refuses, since only there
/// a name is said. The levels from which things are said are those of the tags' card, and not fitted.
/// </summary>
internal sealed class NamesCalibration : IDisposable
{
    private const double GoodRisk = 0.1;

    private readonly string _folder;
    private readonly ImageClassifier _classifier;
    private readonly IReadOnlyList<LabelledPicture>[] _tables;

    public NamesCalibration(string folder, EvaluationDataset dev, ObjectsRule objects, string objectsFolder)
    {
        _folder = folder;
        _classifier = ImageClassifier.Load(folder, RuntimeSettings.Default) ?? throw new InvalidDataException($"{folder} has no labels.");
        var proxy = new NameProxy(_classifier, dev);
        _tables =
        [
            [
                .. Observe(
                    dev.Pictures.Select(picture => (picture.Image, picture.Path)),
                    image => label => proxy.Score(image, label),
                    image => named => proxy.Score(image, named)
                ),
            ],
            [
                .. Observe(
                    objects.Images.Select(image => (image, Path.Combine(objectsFolder, image))),
                    image => label => objects.Score(image, _classifier.DisplayNames.Of(label)!),
                    image => named => objects.Score(image, named.TextIn(CaptionWords.Default.Names))
                ),
            ],
        ];
    }

    /// <summary>Fits the temperature and writes it.</summary>
    public double FitTemperature(string madeBy)
    {
        var temperature = NamesFit.Temperature(_classifier, _tables);
        Write(_classifier.Parameters with { MadeBy = madeBy, Temperature = temperature });
        return temperature;
    }

    /// <summary>Fits curve and threshold and writes them.</summary>
    /// <param name="madeBy">Command and date.</param>
    /// <param name="temperature">The one fitted before.</param>
    /// <param name="refused">Pictures whose sentence is refused.</param>
    public NamesResult FitNames(string madeBy, double temperature, IReadOnlySet<string> refused)
    {
        IReadOnlyList<LabelledPicture>[] tables =
        [
            .. _tables.Select(table => table.Where(picture => refused.Contains(picture.Image)).ToList()),
        ];
        using var classifier = ImageClassifier.Load(_folder, RuntimeSettings.Default)!; // with the temperature just written
        var parts = tables
            .Select(table => NamesFit.Observe(classifier, table, table.Count == 0 ? 0 : (double)tables[0].Count / table.Count))
            .ToArray();
        List<NameObservation> all = [.. parts[0], .. parts[1]];
        var curve = NamesFit.Curve(all);
        var scores = NamesFit.CrossScores(all);
        double[][] scoresOf = [scores[..parts[0].Count], scores[parts[0].Count..]];
        var good = Enumerable
            .Range(0, 1001)
            .Select(thousandth => thousandth / 1000.0)
            .First(threshold =>
                Enumerable
                    .Range(0, 2)
                    .All(table => Risk(parts[table], scoresOf[table], threshold) is var (given, wrong) && wrong <= GoodRisk * given)
            );
        Write(
            classifier.Parameters with
            {
                MadeBy = madeBy,
                Temperature = temperature,
                Intercept = curve.Intercept,
                Slope = curve.Slopes[0],
                Good = good,
            }
        );
        return new NamesResult(
            temperature,
            good,
            classifier.Parameters.Things,
            [
                .. Enumerable
                    .Range(0, 2)
                    .Select(table => new NamesTable(
                        table == 0 ? "flickr8k-dev" : "coco-things",
                        tables[table].Count,
                        [.. parts[table].Zip(scoresOf[table])],
                        Risk(parts[table], scoresOf[table], good)
                    )),
            ]
        );
    }

    public void Dispose() => _classifier.Dispose();

    private static (int Given, int Wrong) Risk(IReadOnlyList<NameObservation> said, double[] scores, double threshold) =>
        said.Where((one, i) => one.Named.IsCertain && scores[i] >= threshold).ToList() is var good
            ? (good.Count, good.Count(one => one.Right < 0.5))
            : default;

    /// <summary>Photographs only: nobody asks the recogniser about anything else.</summary>
    private IEnumerable<LabelledPicture> Observe(
        IEnumerable<(string Image, string Path)> pictures,
        Func<string, Func<Label, double?>> truth,
        Func<string, Func<NamedThings, double?>> truthOfAll
    )
    {
        var decoder = new VipsImageDecoder(new ImageLimits());
        foreach (var (image, path) in pictures)
        {
            var pixels = Preprocessor.Resize(decoder.Open(File.ReadAllBytes(path)).Value!, _classifier.Profile).Value!;
            if (PictureKinds.Of(PictureStatistics.Of(pixels), "") == PictureKind.Photograph)
                yield return new LabelledPicture(
                    image,
                    _classifier.Model.Logits([Preprocessor.Normalize(pixels, _classifier.Profile)], default)[0],
                    truth(image),
                    truthOfAll(image)
                );
        }
    }

    private void Write(ClassificationParameters made)
    {
        static double Rounded(double value) => Math.Round(value, 4);
        File.WriteAllBytes(
            Path.Combine(_folder, ClassificationParameters.FileName),
            (
                made with
                {
                    Temperature = Rounded(made.Temperature),
                    Intercept = Rounded(made.Intercept),
                    Slope = Rounded(made.Slope),
                    Good = Rounded(made.Good),
                }
            ).ToBytes()
        );
    }
}
