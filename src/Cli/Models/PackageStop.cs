using Serverless.Packages;

namespace Serverless.Cli.Models;

/// <summary>Failures of packages as the command line ends with them.</summary>
internal static class PackageStop
{
    public static int ExitCodeOf(PackageFailure failure) =>
        failure.Kind switch
        {
            PackageFailureKind.WrongUsage => ExitCode.WrongUsage,
            PackageFailureKind.Refused => ExitCode.Refused,
            _ => ExitCode.TryAgain,
        };

    /// <summary>Ends the command with the failure's line and exit code.</summary>
    public static StoppedException Of(PackageFailure failure) => new(SingleLine.Flatten(failure.ToString()), ExitCodeOf(failure));
}
