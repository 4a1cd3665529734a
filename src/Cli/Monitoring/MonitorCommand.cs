using System.CommandLine;

namespace Serverless.Cli.Monitoring;

/// <summary><c>caption monitor</c>: traffic against what is usual.</summary>
internal static class MonitorCommand
{
    public static Command Create()
    {
        var command = new Command("monitor", "Statistics of traffic (CAPTION_TRAFFIC_TO) against the reference of the model.");
        command.Subcommands.Add(ReportCommand.Create());
        command.Subcommands.Add(CheckCommand.Create());
        command.Subcommands.Add(ReferenceCommand.Create());
        return command.WithExamples("caption monitor check s3://captions/traffic/", "caption monitor report traffic/ --out traffic.html");
    }
}
