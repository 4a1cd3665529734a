using System.CommandLine;
using Serverless.Delivery.Gates;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Ledger;

namespace Serverless.Delivery.Commands;

/// <summary><c>delivery gate</c>: asks one gate; what is closed goes to the ledger and ends with 4.</summary>
internal static class GateCommand
{
    public static Command Create()
    {
        var gate = new Argument<string>("GATE") { Description = string.Join(", ", DeployGates.Names) + "." };
        var version = Options.Version();
        var (environment, policy) = (Options.Environment(), Options.Policy());
        var target = new Option<string?>("--target") { Description = "One target; all that the version reached before by default." };
        var command = new Command("gate", "Says whether a gate is open for a release, from the ledger.")
        {
            gate,
            version,
            environment,
            target,
            policy,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetValue(gate)!,
                    parsed.GetValue(version)!,
                    parsed.GetValue(environment)!,
                    Options.TextOf(parsed, target),
                    Options.TextOf(parsed, policy),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string name,
        string version,
        string environment,
        string? target,
        string? policyFile,
        CancellationToken cancellationToken
    )
    {
        if (!DeployGates.Names.Contains(name))
            return Report.Failure(
                DeliveryFailure.WrongUsage($"There is no gate '{name}'; there are {string.Join(", ", DeployGates.Names)}.")
            );
        if (TargetNames.Validate(environment, target) is { } unknown)
            return Report.Failure(unknown);
        if (!RolloutPolicy.Read(policyFile).TryGet(out var policy, out var failure))
            return Report.Failure(failure);
        if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var delivery, out failure))
            return Report.Failure(failure);
        if (!(await delivery.Releases.FindAsync(delivery.Ledger, version, cancellationToken)).TryGet(out var release, out failure))
            return Report.Failure(failure);
        var gates = new DeployGates(delivery, policy);
        if (await gates.CheckAsync(name, release, environment, target, cancellationToken) is not { } why)
            return Report.Of(null, $"{name} is open for {version} in {environment}");
        var unsaid = await gates.SayAsync(new ClosedGate(name, why), version, environment, target, cancellationToken);
        return Report.Failure(unsaid ?? DeliveryFailure.Refused($"{name} is closed for {version} in {environment}: {why}"));
    }
}
