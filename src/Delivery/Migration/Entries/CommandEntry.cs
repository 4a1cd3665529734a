using System.ComponentModel;
using System.Diagnostics;
using Serverless.Core;
using Serverless.Ledger;

namespace Serverless.Delivery.Migration.Entries;

/// <summary>
/// An entry that the operator's own command changes (<c>--entry-command</c>). It gets <c>MIGRATE_TO</c>, where the traffic is to go, and
/// <c>MIGRATE_FROM</c>, where it went, and ends with 0 when that is so, asked twice or not.
/// </summary>
/// <param name="command">A line for the shell.</param>
/// <param name="from">The source's name.</param>
/// <param name="to">The destination's.</param>
internal sealed class CommandEntry(string command, string from, string to) : IEntry
{
    public Task<Result<EntryState, DeliveryFailure>> FindAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Result<EntryState, DeliveryFailure>>(new EntryState(from));

    public Task<DeliveryFailure?> SwitchAsync(CancellationToken cancellationToken) => RunAsync(from, to, cancellationToken);

    public Task<DeliveryFailure?> RestoreAsync(EntryState before, CancellationToken cancellationToken) =>
        RunAsync(to, before.Text, cancellationToken);

    private async Task<DeliveryFailure?> RunAsync(string away, string toward, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { UseShellExecute = false };
        start.Environment["MIGRATE_FROM"] = away;
        start.Environment["MIGRATE_TO"] = toward;
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return process.ExitCode == 0
                ? null
                : DeliveryFailure.TryAgain(
                    FormattableString.Invariant(
                        $"--entry-command ended with {process.ExitCode}: the traffic goes where that command left it. "
                    ) + "See what it says, and run this again."
                );
        }
        catch (Win32Exception error)
        {
            return DeliveryFailure.WrongUsage($"--entry-command cannot be run: {error.Message}.");
        }
    }
}
