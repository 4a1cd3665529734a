using System.CommandLine;
using Serverless.Cli.Models;
using Serverless.Packages;
using Serverless.Trainer.Data;

namespace Serverless.Cli.Data;

/// <summary><c>caption data list</c>: the snapshots of a folder.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder of snapshots." };
        var command = new Command("list", "Lists the snapshots of a folder, the oldest first.") { folder };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(folder)!));
        return command.WithExamples("caption data list snapshots/");
    }

    private static async Task<int> RunAsync(string folder)
    {
        if (!Directory.Exists(folder))
            throw PackageStop.Of(PackageFailure.WrongUsage("folder", "There is no such folder.", folder));
        var (found, isWhole) = (new List<(string Path, Snapshot Snapshot)>(), true);
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (SnapshotFile.Read(path).TryGet(out var snapshot, out var failure))
            {
                found.Add((path, snapshot));
                continue;
            }

            isWhole = false;
            await Console.Error.WriteLineAsync(SingleLine.Flatten(failure.ToString()));
        }

        foreach (var (path, snapshot) in found.OrderBy(one => one.Snapshot.CreatedAt).ThenBy(one => one.Path, StringComparer.Ordinal))
            Console.WriteLine(SnapshotLine.Of(path, snapshot));
        return isWhole ? ExitCode.Done : ExitCode.Partial;
    }
}
