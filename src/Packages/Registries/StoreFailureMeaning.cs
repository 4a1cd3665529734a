using Serverless.Storage;

namespace Serverless.Packages.Registries;

/// <summary>What a store's failure means to a package.</summary>
internal static class StoreFailureMeaning
{
    /// <param name="failure">What the store said.</param>
    /// <param name="file">What was asked for.</param>
    public static PackageFailure Of(StoreFailure failure, string file) =>
        failure switch
        {
            { Reason: StoreFailureReason.NotFound or StoreFailureReason.ContainerNotFound } => PackageFailure.WrongUsage(
                "not_found",
                "There is no such thing in the registry.",
                file
            ),
            { Reason: StoreFailureReason.TooLarge } => PackageFailure.Refused("size", failure.Detail, file),
            { Reason: StoreFailureReason.Collision } => PackageFailure.Refused("name_link", failure.Detail, file),
            { IsRetryable: true } => PackageFailure.TryAgain("store", failure.Detail, file),
            _ => PackageFailure.WrongUsage("store", failure.Detail, file),
        };
}
