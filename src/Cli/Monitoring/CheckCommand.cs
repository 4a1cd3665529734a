using System.CommandLine;
using System.Text.Json;
using Serverless.Monitoring.Reports;

namespace Serverless.Cli.Monitoring;

/// <summary><c>caption monitor check</c>: a gate over traffic.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var options = new MonitorOptions();
        var command = new Command(
            "check",
            "Says whether traffic has drifted: exits 0 where it is steady or too little to tell, 4 on drift, on a stale model and where "
                + "there is no traffic, 2 where there is nothing to hold it against."
        );
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var report = await options.CheckAsync(parsed, cancellationToken);
                if (parsed.GetValue(options.Json))
                    Console.WriteLine(JsonSerializer.Serialize(report, TrafficReportJson.Compact.TrafficReport));
                else
                    Console.WriteLine(SingleLine.Escape($"{report.Verdict}: {string.Join("; ", report.Why)}"));
                foreach (var problem in report.Problems)
                    await Console.Error.WriteLineAsync(SingleLine.Escape(problem));
                return ExitCodeOf(report.Outcome);
            }
        );
        return command.WithExamples(
            "caption monitor check s3://captions/traffic/ --package s3://models/my-captioner",
            "caption monitor check traffic/ --reference usual.json --hours 24"
        );
    }

    public static int ExitCodeOf(TrafficVerdict verdict) =>
        verdict switch
        {
            TrafficVerdict.Steady or TrafficVerdict.TooFew => ExitCode.Done,
            TrafficVerdict.NoReference => ExitCode.WrongUsage,
            _ => ExitCode.Refused,
        };
}
