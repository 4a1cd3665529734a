using System.CommandLine;

namespace Serverless.Cli.Models;

/// <summary><c>caption model</c>: packages, where they are kept, and which one serves.</summary>
internal static class ModelCommand
{
    public static Command Create()
    {
        var command = new Command("model", "Model packages: made, signed, checked, kept in registries, promoted and taken back.");
        command.Subcommands.Add(PackCommand.Create());
        command.Subcommands.Add(InspectCommand.Create());
        command.Subcommands.Add(SignCommand.Create());
        command.Subcommands.Add(VerifyCommand.Create());
        command.Subcommands.Add(PushCommand.Create());
        command.Subcommands.Add(PullCommand.Create());
        command.Subcommands.Add(ListCommand.Create());
        command.Subcommands.Add(UseCommand.Create());
        command.Subcommands.Add(PromoteCommand.Create());
        command.Subcommands.Add(RollbackCommand.Create());
        command.Subcommands.Add(TrialCommand.Create());
        return command.WithExamples(
            "caption model pack my-captioner --out my-captioner.tar",
            "caption model sign my-captioner.tar --key release.pem",
            "caption model push my-captioner.tar s3://models/my-captioner",
            "caption model promote s3://models/my-captioner:1.2.0 champion"
        );
    }
}
