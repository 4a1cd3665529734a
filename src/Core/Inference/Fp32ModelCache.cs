using Microsoft.ML.OnnxRuntime;

namespace Serverless.Core.Inference;

/// <summary>
/// Graphs stored as float16 are widened to float32 at every load, which takes most of a start. A build may write the widened graphs once
/// into <c>onnx/widened</c>; they hold nothing specific to a machine, and are used only while they are newer than what they came from.
/// </summary>
public static class Fp32ModelCache
{
    private const string Folder = "widened";

    /// <summary>
    /// Writes the widened form of every graph of a model folder that stores weights as float16 (int8 forms do so for the rest).
    /// </summary>
    /// <param name="modelFolder">A folder in the Hugging Face layout.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidDataException">A graph is none that the runtime takes.</exception>
    public static int Write(string modelFolder)
    {
        var source = Path.Combine(modelFolder, "onnx");
        if (!Directory.Exists(source))
            return 0;
        OrtEnvironment.Ensure();
        var graphs = (string[])[.. Directory.GetFiles(source, "*_fp16.onnx"), .. Directory.GetFiles(source, "*_int8.onnx")];
        if (graphs.Length > 0)
            Directory.CreateDirectory(Path.Combine(source, Folder));
        foreach (var graph in graphs)
            Write(graph, PathFor(graph));
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

    /// <summary>
    /// Weights go beside the graph, whence the runtime maps them instead of copying. Weights first, so that a graph never stands without.
    /// </summary>
    private static void Write(string graph, string target)
    {
        var weights = Path.GetFileName(target) + ".data";
        var workshop = Directory.CreateDirectory(target + ".part").FullName;
        var unfinished = Path.Combine(workshop, Path.GetFileName(target));
        try
        {
            using (var options = new SessionOptions())
            {
                options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED;
                options.IntraOpNumThreads = 1;
                options.OptimizedModelFilePath = unfinished;
                options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
                options.AddSessionConfigEntry("session.optimized_model_external_initializers_file_name", weights);
                options.AddSessionConfigEntry("session.optimized_model_external_initializers_min_size_in_bytes", "1024");
                using var session = new InferenceSession(graph, options);
            }

            if (File.Exists(Path.Combine(workshop, weights)))
                File.Move(Path.Combine(workshop, weights), Path.Combine(Path.GetDirectoryName(target)!, weights), overwrite: true);
            File.Move(unfinished, target, overwrite: true);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InvalidDataException($"{graph} is no graph that the runtime takes: {error.Message}", error);
        }
        finally
        {
            Directory.Delete(workshop, recursive: true);
        }
    }
}
