using Serverless.Packages;
using Serverless.Packages.Loading;

namespace Serverless.Trainer;

/// <summary>Everything that is asked of a package before it is loaded, from the start, of one that was just made.</summary>
internal static class CandidateCheck
{
    public static async Task<PackageFailure?> FindFaultAsync(TrainingMachine machine, string package, CancellationToken cancellationToken)
    {
        var cache = Directory.CreateTempSubdirectory("caption-candidate-").FullName;
        try
        {
            var policy = machine.Policy with
            {
                Trusted = null, // it is signed by whoever publishes it
                AllowsUnsigned = true,
                MinVersion = null,
                CacheFolder = cache,
                ParentFolder = machine.Policy.CacheFolder,
                RunsTrial = true,
            };
            var opened = await new PackageLoader(machine.Clock, machine.Trial).OpenFileAsync(package, policy, cancellationToken);
            return opened.Failure;
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    /// <summary>Leaves nothing of it.</summary>
    public static void Remove(string package)
    {
        if (Directory.Exists(package))
            Directory.Delete(package, recursive: true);
        else
            File.Delete(package);
    }
}
