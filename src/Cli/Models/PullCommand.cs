using System.CommandLine;

namespace Serverless.Cli.Models;

/// <summary><c>caption model pull</c>: a model onto this machine.</summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REFERENCE") { Description = "hf:OWNER/NAME[@REVISION], a model of the Hugging Face hub." };
        var folder = new Option<string?>("--out")
        {
            Description = "Copy it here; else it stays in the cache of the hub's tools.",
            HelpName = "FOLDER",
        };
        var dtype = new Option<string?>("--dtype")
        {
            Description =
                "Precision of the weights: fp32, fp16, int8, q8, uint8, q4, bnb4 or q4f16; the most exact that is there by default.",
            HelpName = "D",
        };
        var quiet = new Option<bool>("--quiet") { Description = "No progress." };
        var noColor = new Option<bool>("--no-color") { Description = "No colours; NO_COLOR does the same." };
        var command = new Command("pull", "Fetches a model and prints its folder.") { reference, folder, dtype, quiet, noColor };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var hasColor = !parsed.GetValue(noColor) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
                var shown = (parsed.GetValue(quiet), hasColor);
                return RunAsync(parsed.GetValue(reference)!, parsed.GetValue(dtype), parsed.GetValue(folder), shown, cancellationToken);
            }
        );
        return command.WithExamples(
            "caption model pull hf:Xenova/vit-gpt2-image-captioning",
            "caption model pull hf:Xenova/vit-gpt2-image-captioning --dtype q8 --out vit-gpt2/"
        );
    }

    private static async Task<int> RunAsync(
        string reference,
        string? dtype,
        string? folder,
        (bool IsQuiet, bool HasColor) shown,
        CancellationToken cancellationToken
    )
    {
        if (!HubPull.IsHub(reference))
            throw new StoppedException($"{reference}: expected hf:OWNER/NAME[@REVISION].", ExitCode.WrongUsage);
        var snapshot = await HubPull.RunAsync(reference, dtype, folder, shown, cancellationToken);
        await Console.Out.WriteLineAsync(snapshot.Folder);
        return ExitCode.Done;
    }
}
