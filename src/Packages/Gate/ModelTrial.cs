using System.Diagnostics;
using System.Text.Json;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;

namespace Serverless.Packages.Gate;

/// <summary>
/// The trial of a package, in a process that may die of it: loads its models, makes a caption of each golden picture, and holds them
/// against the golden vectors. Programs that load packages start themselves for it.
/// </summary>
public static class ModelTrial
{
    /// <summary>The word after which a host tries a package instead of serving.</summary>
    public const string HostWord = "--model-trial";

    private const string RecordWord = "--record";

    /// <summary>This program as the process of a trial.</summary>
    /// <param name="before">Words that make this program call <see cref="RunAsync"/>: <see cref="HostWord"/> for hosts.</param>
    public static TrialStart StartInfo(params string[] before) =>
        words =>
        {
            var program = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
            var info = new ProcessStartInfo(program) { UseShellExecute = false };
            var isHosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
            string[] all = isHosted ? [Environment.GetCommandLineArgs()[0], .. before, .. words] : [.. before, .. words];
            foreach (var word in all)
                info.ArgumentList.Add(word);
            return info;
        };

    /// <summary>Whether this process was started for a trial.</summary>
    /// <param name="args">Its words.</param>
    public static bool IsTrial(IReadOnlyList<string> args) => args is [HostWord, ..];

    /// <summary>Tries a package and writes one line of JSON.</summary>
    /// <param name="args">The words: the package's folder, with <c>--record</c> behind where its answers are recorded.</param>
    /// <param name="decoder">Opens pictures.</param>
    /// <param name="settings">How models are run.</param>
    /// <param name="output">Takes the line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The process's exit code: 0 good, 2 wrong words, 4 refused.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        IImageDecoder decoder,
        RuntimeSettings settings,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var words = IsTrial(args) ? args.Skip(1).ToList() : [.. args];
        var isRecording = words.Remove(RecordWord);
        if (words is not [var folder])
            return 2;
        TrialResult result;
        try
        {
            result = new TrialRun(folder, decoder, settings).Run(isRecording, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            result = new TrialResult { Rule = "load", Detail = Relative(error.Message, folder) };
        }

        await output.WriteLineAsync(JsonSerializer.Serialize(result, TrialJson.Default.TrialResult));
        return result.Rule is null ? 0 : 4;
    }

    internal static IReadOnlyList<string> RecordWords(string folder) => [folder, RecordWord];

    /// <summary>Where the package is unpacked is nobody's business.</summary>
    private static string Relative(string message, string folder) =>
        message.Replace(folder.TrimEnd('/') + "/", "", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
