using Serverless.Core;
using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets;
using Serverless.Delivery.Targets.Clouds;
using Serverless.Delivery.Targets.Local;
using Serverless.Ledger;
using Serverless.Ledger.Leases;

namespace Serverless.Delivery.Commands;

/// <summary>Opens what verbs work with: the target of an environment with its settings and policy.</summary>
internal static class TargetSetup
{
    /// <summary>What smoke tests prove themselves with, where callers must.</summary>
    private const string KeySetting = "CAPTION_DELIVERY_KEY";

    /// <summary>Everything a rollout needs.</summary>
    public static async Task<Result<RolloutScope, DeliveryFailure>> OpenScopeAsync(
        TargetOptions options,
        CancellationToken cancellationToken
    )
    {
        if (TargetNames.Validate(options.Environment, options.Target) is { } unknown)
            return unknown;
        if (!RolloutPolicy.Read(options.Policy).TryGet(out var policy, out var failure))
            return failure;
        var settings = RolloutSettings.Read(RolloutSettings.DefaultFolder, options.Environment, options.Target);
        if (!settings.TryGet(out var values, out failure))
            return failure;
        if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var delivery, out failure))
            return failure;
        if (!(await OpenAsync(options, cancellationToken)).TryGet(out var target, out failure))
            return failure;
        var clock = TimeProvider.System;
        var author = Ledger.LedgerAuthor.Of(Environment.GetEnvironmentVariable, clock);
        return new RolloutScope(
            delivery,
            target.Value,
            new RolloutPlace(options.Environment, options.Target),
            values,
            target.Apply(policy),
            new LeaseOptions(
                delivery.Store,
                author.Actor,
                LeaseOptions.ThisProcess(),
                TimeSpan.FromSeconds(policy.LeaseWaitSeconds),
                clock,
                (time, token) => Task.Delay(time, clock, token),
                LeaseOptions.IsGoneHere
            ),
            ReleaseCache.Folder,
            author.NewId,
            Console.WriteLine
        );
    }

    /// <summary>The target alone.</summary>
    public static async Task<Result<OpenedTarget, DeliveryFailure>> OpenAsync(TargetOptions options, CancellationToken cancellationToken)
    {
        var key = Environment.GetEnvironmentVariable(KeySetting) is { Length: > 0 } set ? set : null;
        if (options.Outputs is { } file)
        {
            return TerraformOutputs.Read(file, options.Environment, options.Target).TryGet(out var outputs, out var wrong)
                ? CloudTargets.Open(options.Target, outputs, key, TimeProvider.System)
                : wrong;
        }

        var opened = await LocalTargetProcess.OpenAsync(
            options.Environment,
            options.Target,
            key,
            Environment.GetEnvironmentVariable,
            cancellationToken
        );
        return opened.TryGet(out var local, out var failure) ? new OpenedTarget(local) : failure;
    }
}

/// <summary>Which target a verb is about.</summary>
/// <param name="Environment">dev, preprod or prod.</param>
/// <param name="Target">aws, azure, gcp, kubernetes or onprem.</param>
/// <param name="Outputs">A file of Terraform's outputs; null for the local target.</param>
/// <param name="Policy">A file; null for the default one.</param>
internal sealed record TargetOptions(string Environment, string Target, string? Outputs, string? Policy);
