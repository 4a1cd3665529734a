using System.ComponentModel;
using System.Diagnostics;

namespace Serverless.Cli.Models;

/// <summary>The commit that something is made from.</summary>
internal static class Commit
{
    /// <summary>That of the pipeline (CI_COMMIT_SHA), else of the working folder; null where there is none.</summary>
    public static string? OfWorkingFolder()
    {
        if (ModelSurroundings.Variable("CI_COMMIT_SHA") is { } commit)
            return commit;
        try
        {
            var start = new ProcessStartInfo("git", ["rev-parse", "HEAD"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 && output.Length >= 40 ? output : null;
        }
        catch (Win32Exception)
        {
            return null; // no git here
        }
    }
}
