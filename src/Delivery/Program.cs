using System.CommandLine;
using System.Runtime.InteropServices;
using Serverless.Delivery;
using Serverless.Delivery.Commands;
using Serverless.Ledger;

return await Guard.RunAsync(async () =>
{
    var root = new RootCommand("Releases of the product: from a package to running targets, and back.");
    root.Subcommands.Add(PublishCommand.Create());
    root.Subcommands.Add(SignCommand.Create());
    root.Subcommands.Add(SignCommand.CreateVerify());
    root.Subcommands.Add(RecordCommand.Create());
    root.Subcommands.Add(LedgerCommand.Create());
    root.Subcommands.Add(DeployCommand.Create());
    root.Subcommands.Add(DeployCommand.CreateRollback());
    root.Subcommands.Add(StatusCommand.Create());
    root.Subcommands.Add(GateCommand.Create());
    root.Subcommands.Add(LocalCommand.Create());
    root.Subcommands.Add(MigrateCommand.Create());

    var parsed = root.Parse(args);
    if (parsed.Errors.Count > 0)
    {
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync(error.Message);
        await Console.Error.WriteLineAsync("delivery -h shows the commands.");
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
