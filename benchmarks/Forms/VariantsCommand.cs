using Serverless.Benchmarks.Speed;
using Serverless.Evaluation.CaptionMetrics;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Forms;

/// <summary>
/// Every form of the embedded models over the same pictures, in interleaved rounds: speed, memory, load time, quality, and whether an
/// older processor answers alike.
/// </summary>
internal static class VariantsCommand
{
    private const int Rounds = 5,
        EmulatedPictures = 6;

    private static readonly ModelVariant[] Variants =
    [
        new("float16-stored, split", "_fp16", false, false, 2),
        new("float16-stored, split, widened", "_fp16", false, true, 2),
        new("float16-stored, split, widened, 1 thread", "_fp16", false, true, 1),
        new("float16-stored, merged", "_fp16", true, false, 2),
        new("int8, split", "_int8", false, false, 2),
        new("int8, split, widened", "_int8", false, true, 2),
        new("int8, merged, widened", "_int8", true, true, 2),
    ];

    public static int Run(Dictionary<string, string> arguments)
    {
        if (
            !arguments.TryGetValue("models", out var models)
            || !File.Exists(Path.Combine(models, "caption-base", "onnx", "decoder_model_int8.onnx"))
        )
            throw new InvalidDataException(
                "The forms need a folder with all graphs of the embedded models (--models FOLDER), which are not part of the project."
            );
        if (!arguments.TryGetValue("data", out var data))
            throw new InvalidDataException("The forms need a data set (--data FOLDER with captions.jsonl).");
        var pictures = EvaluationDataset.Read(data).Pictures;
        var rows = Variants.Select(variant => new VariantMeasure(variant, variant.Create(models))).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var part = pictures.Where((_, i) => i % Rounds == round).Select(picture => Path.GetFullPath(picture.Path)).ToList();
            foreach (var row in rows.Skip(round).Concat(rows.Take(round)))
                row.Add(VariantProcess.Run(row.Variant, row.Folder, part));
            Console.Error.WriteLine($"round {round + 1} of {Rounds}");
        }

        List<double> bleu4 = [.. rows.Select(row => Bleu4(pictures, row))];
        VariantsPage.Write(rows, bleu4, Machine.Line(Environment.ProcessorCount)); // what follows may take long or fail
        var few = pictures.Take(EmulatedPictures).Select(picture => Path.GetFullPath(picture.Path)).ToList();
        if (HasEmulator)
            rows.ForEach(row =>
                row.OtherMachine = VariantProcess.RunEmulated(row.Variant, row.Folder, few, "qemu-x86_64", "-cpu", "Haswell") is { } lines
                    ? row.Compare(lines)
                    : null
            );
        else
            Console.Error.WriteLine("SKIPPED the older processor: qemu-x86_64 is not on the path (Debian package qemu-user).");
        VariantsPage.Write(rows, bleu4, Machine.Line(Environment.ProcessorCount));
        return 0;
    }

    private static bool HasEmulator =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "qemu-x86_64")));

    private static double Bleu4(IReadOnlyList<ReferencePicture> pictures, VariantMeasure row) =>
        Bleu.Score(
            pictures
                .Select(picture =>
                    Bleu.Count(
                        new CaptionItem(
                            PtbTokenizer.Tokenize(row.Lines[Path.GetFileName(picture.Image)].Caption),
                            [.. picture.References.Select(PtbTokenizer.Tokenize)]
                        )
                    )
                )
                .Aggregate(BleuParts.Add)
        )[3] * 100;
}
