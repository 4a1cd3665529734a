using System.CommandLine;

namespace Serverless.Cli.Reviews;

/// <summary><c>caption review</c>: the queue of captions to review, as tables and back.</summary>
internal static class ReviewCommand
{
    public static Command Create()
    {
        var command = new Command(
            "review",
            "Captions that wait for a person: listed, written as tables, and decisions taken from tables."
        );
        command.Subcommands.Add(ReviewListCommand.Create());
        command.Subcommands.Add(ReviewExportCommand.Create());
        command.Subcommands.Add(ReviewImportCommand.Create());
        return command.WithExamples(
            "caption review list s3://photos/reviews/",
            "caption review export s3://photos/reviews/ --as csv --out queue.csv",
            "caption review import queue.csv s3://photos/reviews/ --reviewer ann@example.org"
        );
    }
}
