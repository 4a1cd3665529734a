using System.CommandLine;

namespace Serverless.Cli.Models;

/// <summary><c>caption model</c>: models and their packages.</summary>
internal static class ModelCommand
{
    public static Command Create()
    {
        var command = new Command("model", "Models and their packages.");
        command.Subcommands.Add(PullCommand.Create());
        return command;
    }
}
