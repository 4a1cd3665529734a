using System.Diagnostics;

namespace Serverless.LocalTargets.Platforms;

/// <summary>The program of a package.</summary>
internal static class PackageProgram
{
    /// <exception cref="StartException">The package has no such program.</exception>
    public static string Require(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path)
            ? path
            : throw new StartException($"The package has no program {name} at its root: it was packed for another target.");
    }

    public static ProcessStartInfo Start(string program, string folder) =>
        new(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
}
