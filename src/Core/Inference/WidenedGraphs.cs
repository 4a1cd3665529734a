using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>
/// Graphs stored as float16 are widened to float32 at every load, which takes most of a start. A build may write the widened graphs once into
/// <c>onnx/widened</c>; they hold nothing specific to a machine, and are used only while they are newer than what they came from.
/// </summary>
public static class WidenedGraphs
{
    private const string Folder = "widened";

    /// <summary>Writes the widened form of every float16-stored graph of a model folder.</summary>
    /// <param name="modelFolder">A folder in the Hugging Face layout.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidDataException">A graph is none that the runtime takes.</exception>
    public static int Write(string modelFolder)
    {
        var source = Path.Combine(modelFolder, "onnx");
        if (!Directory.Exists(source)) return 0;
        var graphs = Directory.GetFiles(source, "*_fp16.onnx");
        if (graphs.Length > 0) Directory.CreateDirectory(Path.Combine(source, Folder));
        foreach (var graph in graphs) Write(graph, PathFor(graph));
        return graphs.Length;
    }

    /// <summary>The widened form of a graph where there is one, else the graph itself.</summary>
    /// <param name="graph">Path of the graph.</param>
    internal static string Prefer(string graph)
    {
        var widened = PathFor(graph);
        return File.Exists(widened) && File.GetLastWriteTimeUtc(widened) >= File.GetLastWriteTimeUtc(graph) ? widened : graph;
    }

    /// <summary>Whether a file was made from another: no part of what a model is.</summary>
    /// <param name="path">Path of the file.</param>
    internal static bool IsDerived(string path) => Path.GetFileName(Path.GetDirectoryName(path)) == Folder;

    private static string PathFor(string graph) => Path.Combine(Path.GetDirectoryName(graph)!, Folder, Path.GetFileName(graph));

    private static void Write(string graph, string target)
    {
        var unfinished = target + ".part";
        using (var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED, IntraOpNumThreads = 1, OptimizedModelFilePath = unfinished, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR })
        {
            try
            {
                using var session = new InferenceSession(graph, options);
            }
            catch (OnnxRuntimeException error)
            {
                throw new InvalidDataException($"{graph} is no graph that the runtime takes: {error.Message}", error);
            }
        }

        File.Move(unfinished, target, overwrite: true);
    }
}
