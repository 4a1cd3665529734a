using Serverless.Core;
using Serverless.Ledger;
using Serverless.Packages;

namespace Serverless.Cli.Models;

/// <summary>Failures of packages as lines of standard error and exit codes.</summary>
internal static class ModelFailures
{
    public static int CodeOf(PackageFailure failure) =>
        failure.Kind switch
        {
            PackageFailureKind.WrongUsage => ExitCode.WrongUsage,
            PackageFailureKind.Refused => ExitCode.BelowThreshold,
            _ => ExitCode.TryAgain,
        };

    /// <summary>Ends the command where something failed; the Guard says it.</summary>
    /// <exception cref="PackageFailedException">There is a failure.</exception>
    public static T OrThrow<T>(this Result<T, PackageFailure> result)
        where T : class => result.TryGet(out var value, out var failure) ? value : throw new PackageFailedException(failure);

    /// <inheritdoc cref="OrThrow{T}(Result{T, PackageFailure})"/>
    public static T OrThrow<T>(this Result<T, DeliveryFailure> result)
        where T : class =>
        result.TryGet(out var value, out var failure)
            ? value
            : throw new PackageFailedException(new PackageFailure(KindOf(failure), "ledger", null, failure.Detail));

    /// <inheritdoc cref="OrThrow{T}(Result{T, PackageFailure})"/>
    public static void ThrowIfAny(this PackageFailure? failure)
    {
        if (failure is not null)
            throw new PackageFailedException(failure);
    }

    private static PackageFailureKind KindOf(DeliveryFailure failure) =>
        failure.Code switch
        {
            Ledger.ExitCode.WrongUsage => PackageFailureKind.WrongUsage,
            Ledger.ExitCode.Refused => PackageFailureKind.Refused,
            _ => PackageFailureKind.TryAgain,
        };
}
