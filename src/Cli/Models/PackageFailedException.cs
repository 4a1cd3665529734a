using Serverless.Packages;

namespace Serverless.Cli.Models;

/// <summary>A package that a command needs was not taken.</summary>
/// <param name="failure">Why.</param>
internal sealed class PackageFailedException(PackageFailure failure) : Exception(failure.ToString())
{
    public int ExitCode { get; } = ModelFailures.CodeOf(failure);
}
