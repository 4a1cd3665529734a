using System.CommandLine;
using System.Globalization;
using Serverless.Cli.Models;
using Serverless.Trainer.Data;

namespace Serverless.Cli.Data;

/// <summary><c>caption data diff</c>: what is different between two snapshots.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("A") { Description = "A snapshot." };
        var to = new Argument<string>("B") { Description = "Another one." };
        var json = new Option<bool>("--json") { Description = "One JSON document." };
        var command = new Command("diff", "Shows pictures and judgments that were added, removed or changed.") { from, to, json };
        command.SetAction(parsed => Run(parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(json)));
        return command.WithExamples("caption data diff snapshots/2026-10.json snapshots/2026-11.json");
    }

    private static int Run(string from, string to, bool isJson)
    {
        var diff = SnapshotDiff.Of(SnapshotFile.Read(from).OrThrow(), SnapshotFile.Read(to).OrThrow());
        if (isJson)
        {
            Console.WriteLine(diff.ToJson());
            return ExitCode.Done;
        }

        foreach (
            var (what, pictures) in ((string, IReadOnlyList<string>)[])
                [("added", diff.AddedPictures), ("removed", diff.RemovedPictures), ("moved to the other side", diff.MovedPictures)]
        )
        {
            foreach (var picture in pictures)
                Console.WriteLine($"picture\t{what}\t{picture}");
        }

        foreach (var one in diff.AddedJudgments)
            Write("added", one, Number(one.Right));
        foreach (var one in diff.RemovedJudgments)
            Write("removed", one, Number(one.Right));
        foreach (var one in diff.ChangedJudgments)
            Write("changed", one.Judgment, $"{Number(one.OldRight)} → {Number(one.Judgment.Right)}");
        if (diff.IsEmpty())
            Console.WriteLine("equal");
        return ExitCode.Done;
    }

    private static void Write(string what, SnapshotJudgment one, string right) =>
        Console.WriteLine($"judgment\t{what}\t{one.Picture}\t{right}\t{SingleLine.Escape(one.Words)}");

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
