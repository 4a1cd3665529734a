using System.CommandLine;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Local;
using Serverless.Ledger;

namespace Serverless.Delivery.Commands;

/// <summary><c>delivery local</c>: starts and stops the local stand-in of a platform.</summary>
internal static class LocalCommand
{
    public static Command Create()
    {
        var verb = new Argument<string>("VERB") { Description = "start or stop." };
        var (target, environment) = (Options.Target(), Options.Environment());
        var command = new Command("local", "Starts or stops the local stand-in of a platform; what ran runs again at the next start.")
        {
            verb,
            target,
            environment,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var (name, stage) = (parsed.GetValue(target)!, parsed.GetValue(environment)!);
                if (TargetNames.Validate(stage, name) is { } unknown)
                    return Report.Failure(unknown);
                switch (parsed.GetValue(verb))
                {
                    case "start":
                        var opened = await TargetSetup.OpenAsync(new TargetOptions(stage, name, null, null), cancellationToken);
                        if (!opened.TryGet(out var local, out var failure))
                            return Report.Failure(failure);
                        Console.WriteLine((await local.Value.StateAsync(cancellationToken)).Value?.Url);
                        return ExitCode.Done;
                    case "stop":
                        var ran = await LocalTargetProcess.StopAsync(
                            stage,
                            name,
                            System.Environment.GetEnvironmentVariable,
                            cancellationToken
                        );
                        Console.WriteLine(ran ? "stopped" : "it did not run");
                        return ExitCode.Done;
                    default:
                        return Report.Failure(DeliveryFailure.WrongUsage("local takes start or stop."));
                }
            }
        );
        return command;
    }
}
