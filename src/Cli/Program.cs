using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Serverless.Cli;
using Serverless.Cli.Commands;

var root = new RootCommand("Alt text for pictures: a sentence a blind reader can rely on, with a quality score, or an honest refusal.");
root.Subcommands.Add(DescribeCommand.Create());
root.Subcommands.Add(ScoreCommand.Create());
root.Subcommands.Add(ArchiveCommand.Create());
root.Subcommands.Add(EvaluateCommand.Create());
root.Subcommands.Add(SweepCommand.Create());
root.Subcommands.Add(ForgetCommand.Create());
root.Subcommands.Add(DoctorCommand.Create());

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
{
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
    await Console.Error.WriteLineAsync("caption -h shows the commands.");
    return ExitCode.WrongUsage;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token).Guarded();
