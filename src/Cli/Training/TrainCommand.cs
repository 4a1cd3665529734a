using System.CommandLine;

namespace Serverless.Cli.Training;

/// <summary><c>caption train</c>: candidates from new data.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var command = new Command("train", "Makes candidate packages from data versions, and holds them against what serves.");
        command.Subcommands.Add(TrainQualityCommand.Create());
        command.Subcommands.Add(TrainCaptionerCommand.Create());
        return command.WithExamples("caption train quality snapshots/2026-11.json --parent registry/ --out candidate.tar");
    }
}
