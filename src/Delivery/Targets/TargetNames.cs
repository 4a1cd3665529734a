using Serverless.Ledger;

namespace Serverless.Delivery.Targets;

/// <summary>Where releases go.</summary>
internal static class TargetNames
{
    public static IReadOnlyList<string> All { get; } = ["aws", "azure", "gcp", "kubernetes", "onprem"];

    public static IReadOnlyList<string> Environments { get; } = ["dev", "preprod", "prod"];

    public static DeliveryFailure? Validate(string environment, string? target) =>
        !Environments.Contains(environment)
            ? DeliveryFailure.WrongUsage($"There is no environment '{environment}'; there are {string.Join(", ", Environments)}.")
        : target is not null && !All.Contains(target)
            ? DeliveryFailure.WrongUsage($"There is no target '{target}'; there are {string.Join(", ", All)}.")
        : null;
}
