using System.CommandLine;
using Serverless.Delivery.Rollouts;
using Serverless.Ledger;

namespace Serverless.Delivery.Commands;

/// <summary><c>delivery deploy</c> and <c>delivery rollback</c>.</summary>
internal static class DeployCommand
{
    public static Command Create()
    {
        var version = Options.Version();
        var (target, environment, outputs, policy) = (Options.Target(), Options.Environment(), Options.Outputs(), Options.Policy());
        var adopt = new Option<bool>("--adopt") { Description = "Takes over what runs where it is not what the ledger says." };
        var urlFile = new Option<string?>("--write-url") { Description = "A file that gets CAPTION_URL=... of the target." };
        var command = new Command("deploy", "Brings a release to a target: gates, smoke test, canary, promotion; back by itself.")
        {
            version,
            target,
            environment,
            outputs,
            policy,
            adopt,
            urlFile,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var options = new TargetOptions(
                    parsed.GetValue(environment)!,
                    parsed.GetValue(target)!,
                    Options.TextOf(parsed, outputs),
                    Options.TextOf(parsed, policy)
                );
                if (!(await TargetSetup.OpenScopeAsync(options, cancellationToken)).TryGet(out var scope, out var failure))
                    return Report.Failure(failure);
                var rollout = new Rollout(scope);
                failure = await rollout.DeployAsync(parsed.GetValue(version)!, parsed.GetValue(adopt), cancellationToken);
                if (failure is not null)
                    return Report.Failure(failure);
                if (Options.TextOf(parsed, urlFile) is { } file)
                    await WriteUrlAsync(file, scope, cancellationToken);
                return ExitCode.Done;
            }
        );
        return command;
    }

    public static Command CreateRollback()
    {
        var (target, environment, outputs, policy) = (Options.Target(), Options.Environment(), Options.Outputs(), Options.Policy());
        var to = new Option<string?>("--to") { Description = "A version that served there; the good one before by default." };
        var reason = new Option<string>("--reason") { Description = "Why, for the ledger.", Required = true };
        var command = new Command("rollback", "Goes back to a version that served a target before, at once.")
        {
            target,
            environment,
            outputs,
            policy,
            to,
            reason,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                if (string.IsNullOrWhiteSpace(parsed.GetValue(reason)))
                    return Report.Failure(DeliveryFailure.WrongUsage("--reason is empty: say why, the ledger keeps it."));
                var options = new TargetOptions(
                    parsed.GetValue(environment)!,
                    parsed.GetValue(target)!,
                    Options.TextOf(parsed, outputs),
                    Options.TextOf(parsed, policy)
                );
                if (!(await TargetSetup.OpenScopeAsync(options, cancellationToken)).TryGet(out var scope, out var failure))
                    return Report.Failure(failure);
                failure = await new Rollback(scope).RunAsync(Options.TextOf(parsed, to), parsed.GetValue(reason)!, cancellationToken);
                return failure is null ? ExitCode.Done : Report.Failure(failure);
            }
        );
        return command;
    }

    private static async Task WriteUrlAsync(string file, RolloutScope scope, CancellationToken cancellationToken)
    {
        if ((await scope.Target.StateAsync(cancellationToken)).Value?.Url is not { } url)
            return;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(file, $"CAPTION_URL={url}\n", cancellationToken);
    }
}
