using Serverless.Core;
using Serverless.Delivery.Targets.Kubernetes;
using Serverless.Delivery.Targets.OnPrem;
using Serverless.Ledger;

namespace Serverless.Delivery.Targets.Clouds;

/// <summary>Opens the target that a stack's outputs name.</summary>
internal static class CloudTargets
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(90);

    /// <summary>Opens it. Nothing is asked yet.</summary>
    /// <param name="target">The target.</param>
    /// <param name="outputs">The outputs, which are about it.</param>
    /// <param name="key">What smoke tests prove themselves with; null for nothing.</param>
    /// <param name="clock">Gives the times.</param>
    public static Result<OpenedTarget, DeliveryFailure> Open(string target, TerraformOutputs outputs, string? key, TimeProvider clock)
    {
        var http = new HttpClient { Timeout = CallTimeout };
        return target switch
        {
            "aws" => new OpenedTarget(new AwsTarget(new CommandLine("aws"), outputs, clock), outputs),
            "gcp" => new OpenedTarget(new GcpTarget(new CommandLine("gcloud"), http, outputs, clock), outputs),
            "azure" when outputs.Find("plan") == "premium" => new OpenedTarget(
                new AzureTarget(new CommandLine("az"), http, outputs, key, clock),
                outputs
            ),
            "azure" => new OpenedTarget(new AzureFlexTarget(new CommandLine("az"), http, outputs, key, clock), outputs),
            "kubernetes" => new OpenedTarget(
                new KubernetesTarget(new Kubectl("kubectl", outputs.Get("namespace")), http, outputs, key, clock),
                outputs
            ),
            "onprem" => new OpenedTarget(new OnPremTarget(MachineOf(outputs), http, outputs, key, clock), outputs),
            _ => DeliveryFailure.WrongUsage($"{target} is no target that outputs open."),
        };
    }

    private static IMachine MachineOf(TerraformOutputs outputs) =>
        outputs.Get("host") is var host && host == "localhost" ? new ThisMachine() : new SshMachine(host, outputs.Find("user"));
}
