using Serverless.Packages.Contract;
using Serverless.Packages.Loading;

namespace Serverless.Packages.Gate;

/// <summary>What the files of a package must pass before they may be loaded: the look through the graphs, then the trial.</summary>
/// <param name="policy">What is taken.</param>
/// <param name="trial">How the trial is started.</param>
internal sealed class PackageGate(PackagePolicy policy, TrialStart trial)
{
    /// <param name="folder">The package's files, whose digests were checked.</param>
    /// <param name="contract">Its contract.</param>
    /// <param name="cancellationToken">Ends it, and the trial's process.</param>
    public async Task<PackageFailure?> CheckAsync(string folder, CaptionContract contract, CancellationToken cancellationToken)
    {
        var memoryMiB = Math.Min(policy.Machine.MemoryMiB, contract.Requires?.MemoryMiB ?? long.MaxValue);
        var operators = OperatorList.Embedded.With(policy.MoreOperators);
        if (new GraphCheck(operators, policy.Machine.Opset, memoryMiB << 20).Check(folder, contract) is { } failure)
            return failure;
        if (!policy.RunsTrial)
            return null;
        var run = await new TrialProcess(trial).RunAsync([folder], new TrialLimits(memoryMiB, policy.TrialTimeout), cancellationToken);
        return run.TryGet(out _, out failure) ? null : failure;
    }
}
