using Serverless.Core.Inference;

namespace Serverless.Benchmarks.Forms;

/// <summary>One way to store and load the same models.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Precision">The suffix of its files.</param>
/// <param name="IsMerged">One decoder graph instead of two.</param>
/// <param name="IsWidened">Float16 weights written as float32 beforehand.</param>
/// <param name="Threads">Threads a run.</param>
internal sealed record ModelVariant(string Name, string Precision, bool IsMerged, bool IsWidened, int Threads)
{
    /// <summary>Lays out both model folders of the form.</summary>
    /// <param name="models">A folder with all graphs of caption-base and quality-base.</param>
    /// <returns>The folder, and the size of what a package of the form carries.</returns>
    public (string Folder, double PackageMiB) Create(string models)
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "forms", Name.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal));
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        string[] decoders = IsMerged ? ["decoder_model_merged"] : ["decoder_model", "decoder_with_past_model"];
        Lay("caption-base", ["encoder_model", .. decoders]);
        Lay("quality-base", ["model"]);
        var size = new DirectoryInfo(folder).EnumerateFiles("*.onnx", SearchOption.AllDirectories).Sum(file => file.Length) / 1048576.0;
        if (IsWidened)
            Array.ForEach(Directory.GetDirectories(folder), model => Fp32ModelCache.Write(model));
        return (folder, size);

        void Lay(string model, string[] graphs)
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, model, "onnx")).FullName;
            foreach (var file in Directory.GetFiles(Checkout.Models(model)))
                File.Copy(file, Path.Combine(folder, model, Path.GetFileName(file)));
            foreach (var graph in graphs)
                File.Copy(
                    Path.Combine(models, model, "onnx", $"{graph}{Precision}.onnx"),
                    Path.Combine(target, $"{graph}{Precision}.onnx")
                );
        }
    }
}
