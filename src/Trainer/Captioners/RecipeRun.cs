using System.ComponentModel;
using System.Diagnostics;
using Serverless.Packages;

namespace Serverless.Trainer.Captioners;

/// <summary>
/// Runs an outside trainer in a copy of its folder, with an environment of its own and a time limit. Afterwards the recipe, the snapshot
/// and what lies beside the copy are as they were, or the run is refused. What it writes elsewhere on the machine, and what it does on the
/// network, is not seen: run it as a user who may do no harm, or in a container.
/// </summary>
/// <param name="recipe">How it is run.</param>
/// <param name="folder">The recipe's folder.</param>
internal sealed class RecipeRun(Recipe recipe, string folder)
{
    private const int ShownCharacters = 400;

    private static readonly string[] Passed = ["PATH", "LANG", "TMPDIR"];

    /// <param name="snapshot">The snapshot's file.</param>
    /// <param name="work">An empty folder: <c>recipe</c>, <c>out</c> and a copy of the snapshot are made in it.</param>
    /// <param name="cancellationToken">Ends it and all that it started.</param>
    /// <returns>Why it is refused; null where <c>out</c> holds what it made.</returns>
    public async Task<PackageFailure?> RunAsync(string snapshot, string work, CancellationToken cancellationToken)
    {
        var (copy, output, data, home) = (At(work, "recipe"), At(work, "out"), At(work, "snapshot.json"), At(work, "home"));
        if (FolderContent.FindLink(folder) is { } link)
            return PackageFailure.WrongUsage("recipe", "A recipe holds no links.", link);
        CopyFolder(folder, copy);
        File.Copy(snapshot, data);
        Directory.CreateDirectory(output);
        Directory.CreateDirectory(home);
        var before = Watched(work, snapshot);
        if (await StartAsync(copy, data, output, home, cancellationToken) is { } failure)
            return failure;
        var changes = FolderContent.Changes(before, Watched(work, snapshot));
        if (changes.Count > 0)
            return PackageFailure.Refused("recipe_wrote", $"It wrote outside of its folder: {string.Join(", ", changes.Take(5))}.");
        return FolderContent.FindLink(output) is { } outside
            ? PackageFailure.Refused("recipe_link", "What it made holds a link.", outside)
            : null;
    }

    /// <summary>Everything that it could reach by a relative path, besides the folders that are its own.</summary>
    private SortedDictionary<string, string> Watched(string work, string snapshot)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, digest) in FolderContent.Of(folder))
            found["recipe: " + path] = digest;
        foreach (var (path, digest) in FolderContent.Of(work))
        {
            if (path.Split(Path.DirectorySeparatorChar)[0] is not ("recipe" or "out" or "home"))
                found["beside: " + path] = digest;
        }

        found["snapshot"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(snapshot)));
        return found;
    }

    private async Task<PackageFailure?> StartAsync(
        string copy,
        string data,
        string output,
        string home,
        CancellationToken cancellationToken
    )
    {
        var command = recipe.Command.StartsWith("./", StringComparison.Ordinal) ? Path.Combine(copy, recipe.Command[2..]) : recipe.Command;
        var start = new ProcessStartInfo(command)
        {
            WorkingDirectory = copy,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in recipe.Arguments)
        {
            var filled = word.Replace("{snapshot}", data, StringComparison.Ordinal).Replace("{out}", output, StringComparison.Ordinal);
            start.ArgumentList.Add(filled);
        }

        Strip(start, home);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(recipe.TimeLimitSeconds));
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (said, complained) = (
                process.StandardOutput.ReadToEndAsync(limit.Token),
                process.StandardError.ReadToEndAsync(limit.Token)
            );
            try
            {
                await process.WaitForExitAsync(limit.Token);
                await Task.WhenAll(said, complained);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return PackageFailure.Refused("recipe_time", $"It took more than {recipe.TimeLimitSeconds} seconds.", recipe.Command);
            }

            var last = (complained.Result.Length > 0 ? complained.Result : said.Result).ReplaceLineEndings(" ").Trim();
            return process.ExitCode == 0
                ? null
                : PackageFailure.Refused(
                    "recipe_failed",
                    $"It ended with {process.ExitCode}: {last[Math.Max(0, last.Length - ShownCharacters)..]}",
                    recipe.Command
                );
        }
        catch (Win32Exception error)
        {
            return PackageFailure.WrongUsage("recipe", "Its program cannot be started: " + error.Message, recipe.Command);
        }
    }

    /// <summary>Keys, tokens and addresses of this process are none of its business.</summary>
    private void Strip(ProcessStartInfo start, string home)
    {
        var kept = start.Environment.Where(one => Passed.Concat(recipe.Environment ?? []).Contains(one.Key)).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
            start.Environment[name] = value;
        start.Environment["HOME"] = home;
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var below in Directory.EnumerateDirectories(from))
            CopyFolder(below, Path.Combine(to, Path.GetFileName(below)));
    }

    private static string At(string work, string name) => Path.Combine(work, name);
}
