using Serverless.Packages;

namespace Serverless.Updates;

/// <summary>
/// Whether a package fits beside what the process has already. Where it does not, that is no fault of the package: it is looked at again,
/// and a process that starts with it has room.
/// </summary>
internal static class MemoryCheck
{
    private const double MiB = 1 << 20;

    /// <param name="neededMiB">What the package says it takes; null where it does not say.</param>
    /// <param name="limitBytes">What the process may have.</param>
    /// <param name="usedBytes">What it has.</param>
    /// <returns>Why it does not fit.</returns>
    public static PackageFailure? Check(double? neededMiB, long limitBytes, long usedBytes)
    {
        if (neededMiB is not { } needed || limitBytes <= 0)
            return null;
        var free = (limitBytes - usedBytes) / MiB;
        return needed <= free
            ? null
            : PackageFailure.TryAgain(
                "memory",
                FormattableString.Invariant($"It takes {needed:0} MiB beside what serves, and {free:0} MiB are free.")
            );
    }
}
