using System.CommandLine;

namespace Serverless.Cli.Data;

/// <summary><c>caption data</c>: versions of the data that models are trained on.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Data versions for training: written once, named by their digest.");
        command.Subcommands.Add(SnapshotCommand.Create());
        command.Subcommands.Add(DiffCommand.Create());
        command.Subcommands.Add(ListCommand.Create());
        return command.WithExamples(
            "caption data snapshot judgments/ s3://captions/reviews --out snapshots/2026-11.json",
            "caption data diff snapshots/2026-10.json snapshots/2026-11.json",
            "caption data list snapshots/"
        );
    }
}
