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

    /// <summary>The word of a trial that ends itself when its input does: so does the process that watches it, however it dies.</summary>
    internal const string WatchedWord = "--watched";

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
    /// <param name="args">
    /// The words: the package's folder; <c>--record</c> where its answers are recorded; <c>--watched</c> where it ends with its input.
    /// </param>
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
        if (words.Remove(WatchedWord))
            EndWithInput();
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

    /// <summary>
    /// A model that never ends must not outlive a host that was killed: nobody would end it. By a thread of its own and by force, as
    /// native code that runs hears of nothing else.
    /// </summary>
    private static void EndWithInput()
    {
        var input = Console.OpenStandardInput();
        new Thread(() =>
        {
            try
            {
                while (input.ReadByte() >= 0) { }
            }
            catch (IOException)
            {
                // it has ended
            }

            Process.GetCurrentProcess().Kill();
        })
        {
            IsBackground = true,
            Name = "end with input",
        }.Start();
    }

    internal static IReadOnlyList<string> RecordWords(string folder) => [folder, RecordWord];

    /// <summary>Where the package is unpacked is nobody's business.</summary>
    private static string Relative(string message, string folder) =>
        message.Replace(folder.TrimEnd('/') + "/", "", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
