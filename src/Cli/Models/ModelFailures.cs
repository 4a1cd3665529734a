using Serverless.Core;
using Serverless.Ledger;
using Serverless.Packages;

namespace Serverless.Cli.Models;

/// <summary>Failures of packages as lines of standard error and exit codes.</summary>
internal static class ModelFailures
{
    /// <summary>Ends the command where something failed; the Guard says it.</summary>
    /// <exception cref="StoppedException">There is a failure.</exception>
    public static T OrThrow<T>(this Result<T, PackageFailure> result)
        where T : class => result.TryGet(out var value, out var failure) ? value : throw PackageStop.Of(failure);

    /// <inheritdoc cref="OrThrow{T}(Result{T, PackageFailure})"/>
    public static T OrThrow<T>(this Result<T, DeliveryFailure> result)
        where T : class =>
        result.TryGet(out var value, out var failure)
            ? value
            : throw PackageStop.Of(new PackageFailure(KindOf(failure), "ledger", null, failure.Detail));

    /// <inheritdoc cref="OrThrow{T}(Result{T, PackageFailure})"/>
    public static void ThrowIfAny(this PackageFailure? failure)
    {
        if (failure is not null)
            throw PackageStop.Of(failure);
    }

    private static PackageFailureKind KindOf(DeliveryFailure failure) =>
        failure.Code switch
        {
            ExitCode.WrongUsage => PackageFailureKind.WrongUsage,
            ExitCode.Refused => PackageFailureKind.Refused,
            _ => PackageFailureKind.TryAgain,
        };
}
