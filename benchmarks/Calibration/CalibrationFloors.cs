using Serverless.Benchmarks.Names;

namespace Serverless.Benchmarks.Calibration;

/// <summary>What a calibration has to reach; each floor is told, and one that is missed closes the gate.</summary>
internal static class CalibrationFloors
{
    private const double MaxWrongOfGood = 0.1,
        MaxStyleLoss = 0.003;
    private const int MinRightObjects = 95,
        MaxWrongObjects = 10,
        MinRightKinds = 80,
        MinHonestGraphics = 62;

    /// <summary>Holds what was measured against the floors.</summary>
    /// <param name="coverage">Of the whole pipeline, the last row of each data set with all that names things.</param>
    /// <param name="kinds">On graphics.</param>
    /// <param name="style">Of the sentence that is chosen.</param>
    /// <param name="read">Of text.</param>
    /// <returns>Whether all hold.</returns>
    public static bool Hold(IReadOnlyList<CoverageRow> coverage, KindsResult kinds, StyleResult style, ReadCalibrationResult read)
    {
        var inUse = coverage.GroupBy(row => row.DataSet).Select(rows => rows.Last()).ToList();
        var objects = inUse.Single(row => row.DataSet == "coco-things");
        var graphics = kinds.Groups.Where(group => inUse.All(row => row.DataSet != group.Group)).ToList();
        int Sum(Func<GroupRow, int> count) => graphics.Sum(count);
        List<(string Floor, bool IsHeld)> floors =
        [
            AtLeast("right words on coco-things", objects.Good.Right + objects.Review.Right, MinRightObjects),
            AtMost("wrong words on coco-things", objects.Good.Wrong + objects.Review.Wrong, MaxWrongObjects),
            .. inUse.Select(row => WrongOfGood(row.DataSet, row.Good.Wrong, row.Good.Right + row.Good.Wrong + row.Good.Neither)),
            WrongOfGood("graphics", Sum(group => group.Good.Partly + group.Good.Wrong), Sum(group => group.Good.All)),
            .. read.Rows.Select(row => WrongOfGood($"lines that are read, {row.Set}", row.WrongOfGood, row.Good)),
            AtLeast(
                "right words or a medium alone on graphics",
                Sum(group => group.Good.Right + group.Review.Right + group.Review.Neither),
                MinHonestGraphics
            ),
            AtLeast("right kinds on graphics", kinds.Confusion.Sum(row => row.Right), MinRightKinds),
            (
                $"BLEU-4 of the chosen sentence {style.Chosen.Bleu:0.0000}, of the likeliest {style.Likeliest.Bleu:0.0000}",
                style.Chosen.Bleu >= style.Likeliest.Bleu - MaxStyleLoss
            ),
            (
                $"CIDEr-D of the chosen sentence {style.Chosen.Cider:0.0000}, of the likeliest {style.Likeliest.Cider:0.0000}",
                style.Chosen.Cider >= style.Likeliest.Cider - MaxStyleLoss
            ),
        ];
        foreach (var (floor, isHeld) in floors)
            Console.WriteLine($"{(isHeld ? "held  " : "MISSED")} {floor}");
        return floors.TrueForAll(floor => floor.IsHeld);
    }

    private static (string, bool) AtLeast(string what, int count, int floor) => ($"{what}: {count}, at least {floor}", count >= floor);

    private static (string, bool) AtMost(string what, int count, int ceiling) => ($"{what}: {count}, at most {ceiling}", count <= ceiling);

    private static (string, bool) WrongOfGood(string what, int wrong, int good) =>
        ($"wrong of good, {what}: {wrong} of {good}, at most 1 in 10", wrong <= MaxWrongOfGood * good);
}
