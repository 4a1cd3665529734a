using Serverless.Delivery.Rollouts;
using Serverless.Delivery.Targets.Clouds;

namespace Serverless.Delivery.Targets;

/// <summary>A target that was opened.</summary>
/// <param name="Value">The target.</param>
/// <param name="Outputs">The outputs of its stack; null for a local one.</param>
internal sealed record OpenedTarget(IDeploymentTarget Value, TerraformOutputs? Outputs = null)
{
    /// <summary>The policy that holds there: a stack's own canary and thresholds take the place of the general ones.</summary>
    public RolloutPolicy Apply(RolloutPolicy policy) => Outputs?.Apply(policy) ?? policy;
}
