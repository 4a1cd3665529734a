using System.CommandLine;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Commands;

/// <summary><c>delivery status</c>: what runs on a target, and what the ledger says about it.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var (target, environment, outputs) = (Options.Target(), Options.Environment(), Options.Outputs());
        var command = new Command("status", "Prints the revisions of a target, a line each: id, version, state, percent of traffic.")
        {
            target,
            environment,
            outputs,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var options = new TargetOptions(
                    parsed.GetValue(environment)!,
                    parsed.GetValue(target)!,
                    Options.TextOf(parsed, outputs),
                    null
                );
                if (TargetNames.Validate(options.Environment, options.Target) is { } unknown)
                    return Report.Failure(unknown);
                if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var delivery, out var failure))
                    return Report.Failure(failure);
                if (!(await TargetSetup.OpenAsync(options, cancellationToken)).TryGet(out var opened, out failure))
                    return Report.Failure(failure);
                if (!(await opened.Value.StateAsync(cancellationToken)).TryGet(out var state, out var unreachable))
                    return Report.Failure(DeliveryFailure.TryAgain(unreachable.Detail));
                Write(options, state, RolloutHistory.Of(delivery.Ledger.Entries, options.Environment, options.Target));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static void Write(TargetOptions options, TargetState state, RolloutHistory history)
    {
        Console.WriteLine($"{options.Environment}/{options.Target}\t{state.Url ?? ""}");
        foreach (var revision in state.Revisions)
        {
            var status = revision.Status.ToString().ToLowerInvariant();
            Console.WriteLine(FormattableString.Invariant($"{revision.Id}\t{revision.Version}\t{status}\t{revision.Weight} %"));
        }

        Console.WriteLine($"ledger\t{history.Serving?.Version ?? "nothing serves"}\tbefore it\t{history.PreviousGood?.Version ?? "none"}");
        if (history.Unfinished is { } open)
            Console.WriteLine($"open\t{open.Version}\tby {open.Actor}: the next deploy or rollback finishes or undoes it");
    }
}
