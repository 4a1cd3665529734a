using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Serverless.Cli;
using Serverless.Cli.Commands;
using Serverless.Cli.Data;
using Serverless.Cli.Looping;
using Serverless.Cli.Models;
using Serverless.Cli.Monitoring;
using Serverless.Cli.Reviews;
using Serverless.Cli.Training;

StandardOutput.Install();

// What a thread of a library's own throws reaches no catch of ours.
AppDomain.CurrentDomain.UnhandledException += (_, thrown) => Environment.Exit(Guard.Report((Exception)thrown.ExceptionObject));

return await Guard.RunAsync(async () =>
{
    const string About = "Alt text for pictures: a sentence a blind reader can rely on, with a quality score, or an honest refusal.";
    var root = new RootCommand(About);
    root.Subcommands.Add(DescribeCommand.Create());
    root.Subcommands.Add(ScoreCommand.Create());
    root.Subcommands.Add(ArchiveCommand.Create());
    root.Subcommands.Add(EvaluateCommand.Create());
    root.Subcommands.Add(SweepCommand.Create());
    root.Subcommands.Add(ForgetCommand.Create());
    root.Subcommands.Add(ModelCommand.Create());
    root.Subcommands.Add(DataCommand.Create());
    root.Subcommands.Add(TrainCommand.Create());
    root.Subcommands.Add(MonitorCommand.Create());
    root.Subcommands.Add(LoopCommand.Create());
    root.Subcommands.Add(ReviewCommand.Create());
    root.Subcommands.Add(DoctorCommand.Create());

    var parsed = root.Parse(args, Operands.Parsing);
    if ((parsed.Errors.Count == 0 || parsed.Action is ParseErrorAction) && Operands.Validate(parsed) is { Count: > 0 } faults)
    {
        foreach (var fault in faults)
            await Console.Error.WriteLineAsync(fault);
        await Console.Error.WriteLineAsync("caption -h shows the commands.");
        return ExitCode.WrongUsage;
    }

    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        stop.Cancel();
    };
    using var terminated = PosixSignalRegistration.Create(
        PosixSignal.SIGTERM,
        signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    );
    var plain = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    return await parsed.InvokeAsync(plain, stop.Token);
});
