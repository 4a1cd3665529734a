using System.CommandLine;
using Serverless.Cli.Models;
using Serverless.Settings.Decoding;
using Serverless.Trainer;
using Serverless.Trainer.Captioners;

namespace Serverless.Cli.Training;

/// <summary><c>caption train captioner</c>: a captioner from an outside trainer.</summary>
internal static class TrainCaptionerCommand
{
    public static Command Create()
    {
        var recipe = new Option<string>("--recipe")
        {
            Description = "A folder with recipe.json: the trainer's command, arguments, time limit, and the candidate's version.",
            HelpName = "FOLDER",
            Required = true,
        };
        var snapshot = new Option<string>("--snapshot")
        {
            Description = "What it learns from (caption data snapshot).",
            HelpName = "FILE",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "The candidate: a folder, or a file that ends with .tar. It must not be there yet.",
            HelpName = "PACKAGE",
            Required = true,
        };
        var command = new Command("captioner", "Runs a trainer of captioners on a data version, and packs what it made.")
        {
            recipe,
            snapshot,
            output,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(recipe)!, parsed.GetValue(snapshot)!, parsed.GetValue(output)!, cancellationToken)
        );
        return command.WithExamples(
            "caption train captioner --recipe recipes/small --snapshot snapshots/2026-11.json --out candidate.tar"
        );
    }

    private static async Task<int> RunAsync(string recipe, string snapshot, string output, CancellationToken cancellationToken)
    {
        var settings = ModelSurroundings.Create().Settings;
        var machine = new TrainingMachine(
            ImageDecoders.Start(settings),
            settings.Runtime,
            ModelSurroundings.Clock,
            ModelSurroundings.Trial,
            ModelSurroundings.Policy([], allowsUnsigned: true)
        );
        var training = new CaptionerTraining(machine);
        var packed = (await training.RunAsync(recipe, snapshot, output, Commit.OfWorkingFolder(), cancellationToken)).OrThrow();
        Console.WriteLine($"candidate\t{packed.Contract.Name}\t{packed.Contract.Version}\t{packed.Package.Digest}");
        return ExitCode.Done;
    }
}
