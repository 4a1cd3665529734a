using Google.Protobuf;
using Serverless.Quantization.Onnx;

namespace Serverless.Quantization;

/// <summary>
/// Makes int8 forms of ONNX files: weights of products and embeddings as int8, inputs of products quantised while they run. Everything
/// else stays as it is, convolutions too. For trainers and packagers; no host carries it.
/// </summary>
public static class OnnxQuantizer
{
    /// <summary>DynamicQuantizeLinear came with this version of the operators.</summary>
    private const int MinOpset = 11;

    /// <summary>Quantises one file.</summary>
    /// <param name="source">An ONNX file with its weights inside, stored as float32, or as float16 that a Cast widens.</param>
    /// <param name="target">Where the int8 form goes; by convention <c>NAME_int8.onnx</c>.</param>
    /// <exception cref="InvalidDataException">It is no ONNX file, or of operators older than version 11.</exception>
    public static QuantizationReport QuantizeToInt8(string source, string target)
    {
        using var input = File.OpenRead(source);
        using var output = File.Create(target);
        return QuantizeToInt8(input, output);
    }

    /// <summary>As of files.</summary>
    /// <param name="source">The ONNX file, read to its end.</param>
    /// <param name="target">The int8 form is written here.</param>
    /// <exception cref="InvalidDataException">It is no ONNX file, or of operators older than version 11.</exception>
    public static QuantizationReport QuantizeToInt8(Stream source, Stream target)
    {
        var model = Read(source);
        var bytesBefore = model.CalculateSize();
        var made = 0;
        var quantizer = new GraphQuantizer(() => $"int8/{made++}");
        quantizer.Quantize(model.Graph, null);
        UnusedParts.Remove(model.Graph);
        model.WriteTo(target);
        return new QuantizationReport(quantizer.Changed, bytesBefore, model.CalculateSize());
    }

    /// <summary>
    /// Copies a model folder (a captioner, perhaps with its quality model below; or several models) with each graph in one form: int8,
    /// where it has something to quantise and its outputs stay near (cosine 0.98 over made-up inputs), else the most exact that is there.
    /// Graphs that a joint vision model in the folder stands for are left out; everything else is copied.
    /// </summary>
    /// <param name="from">The folder; not changed.</param>
    /// <param name="to">A folder that does not exist yet, or is empty.</param>
    /// <param name="random">Makes the inputs that forms are compared over.</param>
    /// <returns>What became of each graph, by place.</returns>
    /// <exception cref="InvalidDataException">There is no such folder, the target holds something, or a configuration is
    /// damaged.</exception>
    public static IReadOnlyList<GraphOutcome> QuantizeFolder(string from, string to, Random random)
    {
        if (!Directory.Exists(from))
            throw new InvalidDataException($"{from} is no folder.");
        if (File.Exists(to) || (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any()))
            throw new InvalidDataException($"{to} holds something already.");
        if (!Path.GetRelativePath(from, to).StartsWith("..", StringComparison.Ordinal))
            throw new InvalidDataException($"{to} lies inside {from}.");
        return new FolderQuantizer(Path.GetFullPath(from), Path.GetFullPath(to), random).Run();
    }

    private static ModelProto Read(Stream source)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(source);
            if (model.Graph is null)
                throw new InvalidDataException("This is no ONNX file: it holds no graph.");
            return model.OpsetImport.Any(set => set.Domain is "" or "ai.onnx" && set.Version >= MinOpset)
                ? model
                : throw new InvalidDataException($"Operators older than version {MinOpset} cannot be quantised.");
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidDataException($"This is no ONNX file: {error.Message}", error);
        }
    }
}
