using Serverless.Benchmarks.Figures;
using Serverless.Core.Imaging;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Imaging.Vips;

namespace Serverless.Benchmarks.Calibration;

/// <summary>
/// The part of <c>make calibrate</c> that measures kinds, by itself: media alone into <c>quality.json</c>, and docs/figures-kinds.md.
/// </summary>
internal static class KindsCommand
{
    public static int Run(Dictionary<string, string> arguments)
    {
        if (!arguments.TryGetValue("data", out var data))
            return Arguments.Usage();
        var date =
            arguments.GetValueOrDefault("date")
            ?? DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Measure(data, $"`make kinds` on {date}");
        return 0;
    }

    public static KindsResult Measure(string data, string madeBy)
    {
        Console.WriteLine("kinds on graphics and photographs ...");
        using var models = CalibrateCommand.Load(Checkout.Models("labels-base"));
        var result = new KindsEvaluation(
            models,
            new CaptionPipeline(new VipsImageDecoder(new ImageLimits()), models, TimeProvider.System, CaptionIds.System),
            data
        ).Run();
        ParametersFile.Change(Checkout.Models("quality-base"), old => old with { Media = Shares(result.Media) });
        KindsFigures.Write(result, madeBy);
        return result;
    }

    private static MediaShares Shares(IReadOnlyList<MediumRow> rows)
    {
        double Of(PictureKind kind) =>
            rows.First(row => row.Kind == kind) is { Called: > 0 } row ? ParametersFile.Rounded((double)row.Right / row.Called) : 0;
        return new MediaShares(
            Of(PictureKind.Drawing),
            Of(PictureKind.Chart),
            Of(PictureKind.Screenshot),
            Of(PictureKind.Text),
            Of(PictureKind.Icon),
            Of(PictureKind.Diagram)
        );
    }
}
