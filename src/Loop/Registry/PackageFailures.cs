using Serverless.Ledger;
using Serverless.Packages;

namespace Serverless.Loop.Registry;

/// <summary>Failures of packages as the loop ends with them.</summary>
internal static class PackageFailures
{
    public static DeliveryFailure ToDelivery(this PackageFailure failure) =>
        failure.Kind switch
        {
            PackageFailureKind.WrongUsage => DeliveryFailure.WrongUsage(failure.ToString()),
            PackageFailureKind.Refused => DeliveryFailure.Refused(failure.ToString()),
            _ => DeliveryFailure.TryAgain(failure.ToString()),
        };
}
