using System.CommandLine;
using System.Text;
using System.Text.Json;
using Serverless.Monitoring.Reports;

namespace Serverless.Cli.Monitoring;

/// <summary><c>caption monitor report</c>: traffic for people.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var options = new MonitorOptions();
        var file = new Option<string?>("--out")
        {
            Description = "Writes the report as one HTML file, without network or script.",
            HelpName = "FILE.html",
        };
        var command = new Command("report", "Tells of traffic: windows, what has moved, health, how often captions are right.") { file };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var report = await options.CheckAsync(parsed, cancellationToken);
                if (parsed.GetValue(file) is { } path)
                    await WriteAsync(path, TrafficHtml.Write(report), cancellationToken);
                if (parsed.GetValue(options.Json))
                    Console.WriteLine(JsonSerializer.Serialize(report, TrafficReportJson.Indented.TrafficReport));
                else if (parsed.GetValue(file) is null)
                    Write(report);
                foreach (var problem in report.Problems)
                    await Console.Error.WriteLineAsync(SingleLine.Escape(problem));
                if (report.Outcome != TrafficVerdict.Empty)
                    return ExitCode.Done;
                await Console.Error.WriteLineAsync(SingleLine.Escape(string.Join("; ", report.Why)));
                return ExitCode.Refused;
            }
        );
        return command.WithExamples(
            "caption monitor report s3://captions/traffic/ --out traffic.html",
            "caption monitor report traffic/ --reviews reviews/ --json"
        );
    }

    private static async Task WriteAsync(string path, string html, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, html, new UTF8Encoding(false), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be written: {error.Message}", error);
        }
    }

    private static void Write(TrafficReport report)
    {
        Console.WriteLine(SingleLine.Escape($"{report.Verdict}: {string.Join("; ", report.Why)}"));
        foreach (var window in report.Windows)
        {
            var moved = window.Moved.Count > 0 ? string.Join(", ", window.Moved) : "-";
            Console.WriteLine(
                FormattableString.Invariant($"{window.Start:yyyy-MM-dd HH:mm}Z\t{window.Captions}\t{window.Failures}\t")
                    + FormattableString.Invariant($"{window.Score:0.000}\t{window.State}\t{moved}")
            );
        }

        foreach (var one in report.Statistics.OrderBy(one => one.PValue).ThenByDescending(one => one.Stability))
        {
            Console.WriteLine(
                FormattableString.Invariant($"{one.Name}\t{one.Stability:0.000}\t{one.PValue:0.0000}\t{(one.HasMoved ? "moved" : "-")}\t")
                    + SingleLine.Escape(one.Sentence)
            );
        }
    }
}
