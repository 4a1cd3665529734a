using System.CommandLine;

namespace Serverless.Cli.Models;

/// <summary><c>caption model use</c>: the model of this user's command line.</summary>
internal static class UseCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REFERENCE")
        {
            Description =
                "A package, a reference, or a folder in the Hugging Face layout; embedded goes back to the model of the program.",
        };
        var options = new TrustOptions();
        var command = new Command("use", "Takes a model for all commands of this user that are told no other one.") { reference };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(reference)!, parsed, options, cancellationToken));
        return command.WithExamples(
            "caption model use s3://models/my-captioner:champion --trusted release.pub",
            "caption model use embedded"
        );
    }

    private static async Task<int> RunAsync(string word, ParseResult parsed, TrustOptions options, CancellationToken cancellationToken)
    {
        if (word == ModelDefault.Embedded)
        {
            ModelDefault.Clear();
            Console.WriteLine("used\tembedded");
            return ExitCode.Done;
        }

        var surroundings = ModelSurroundings.Create();
        var trusted = ModelSurroundings.Names(parsed.GetValue(options.Trusted)).Select(Path.GetFullPath).ToList();
        var chosen = new ModelDefault(ModelDefault.Whole(word), trusted, parsed.GetValue(options.AllowUnsigned));
        var model = await new ModelChoice(surroundings, (IsQuiet: true, HasColor: false)).OpenAsync(chosen, cancellationToken);
        chosen.Write();
        Console.WriteLine($"used\t{chosen.Model}\t{model.Digest ?? "not a package"}");
        return ExitCode.Done;
    }
}
