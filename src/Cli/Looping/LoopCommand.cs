using System.CommandLine;
using System.Globalization;
using Serverless.Cli.Models;
using Serverless.Loop;

namespace Serverless.Cli.Looping;

/// <summary><c>caption loop</c>: watch, decide, snapshot, train, validate, try, promote or go back, by itself.</summary>
internal static class LoopCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("WHERE")
        {
            Description = "The loop's folder, of any store, with its journal and perhaps loop.json; or that file.",
        };
        var once = new Option<bool>("--once") { Description = "Look once, do what can be done now, and end: for schedulers." };
        var because = new Option<string?>("--because")
        {
            Description = "Begin a run now, and why: for the ledger. A cool-down does not hold it.",
            HelpName = "WORDS",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would begin and why; change nothing." };
        var work = new Option<string?>("--work")
        {
            Description = "Where runs keep what they measure; else below CAPTION_MODEL_CACHE.",
            HelpName = "FOLDER",
        };
        var options = new AliasOptions();
        var command = new Command(
            "loop",
            "Watches traffic and reviews, and where a reason is there takes a data version, trains, validates, lets the hosts try the "
                + "candidate, and promotes what they take. Exits 4 where a gate said no or the hosts went back."
        )
        {
            place,
            once,
            because,
            dryRun,
            work,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var found = await LoopPlace.OpenAsync(parsed.GetValue(place)!, cancellationToken);
                using var writer = options.Open(parsed, ModelSurroundings.Reference(found.Settings.Registry), isCreated: true);
                var loop = new LoopSetup(found, writer, Tell).Create(parsed.GetValue(work));
                var (words, isDry) = (parsed.GetValue(because), parsed.GetValue(dryRun));
                return parsed.GetValue(once) || isDry
                    ? await OnceAsync(loop, words, isDry, cancellationToken)
                    : await ForEverAsync(loop, words, found.Settings.WatchEvery, cancellationToken);
            }
        );
        return command.WithExamples(
            "caption loop s3://models/loop --once --key release.pem --trusted release.pub",
            "caption loop loop.json --because \"the new camera of the shop\"",
            "caption loop loop.json --dry-run"
        );
    }

    private static async Task<int> OnceAsync(RetrainingLoop loop, string? because, bool isDry, CancellationToken cancellationToken)
    {
        var result = (await loop.PassAsync(because, isDry, cancellationToken)).OrThrow();
        Tell(Line(result));
        return result.Outcome == PassOutcome.Refused ? ExitCode.Refused : ExitCode.Done;
    }

    /// <summary>What trying again may help is told and tried again; what a person must put right ends it.</summary>
    private static async Task<int> ForEverAsync(RetrainingLoop loop, string? because, TimeSpan every, CancellationToken cancellationToken)
    {
        string? said = null;
        while (true)
        {
            var passed = await loop.PassAsync(because, isDryRun: false, cancellationToken);
            if (passed.Failure is { Code: ExitCode.WrongUsage })
                passed.OrThrow();
            var line = passed.TryGet(out var result, out var failure) ? Line(result) : $"failed\t{SingleLine.Flatten(failure.Detail)}";
            if (line != said)
                Tell(said = line);
            if (passed.Failure is null)
                because = null;
            await Task.Delay(every, cancellationToken);
        }
    }

    private static string Line(PassResult result) => $"{result.Outcome.ToString().ToLowerInvariant()}\t{SingleLine.Flatten(result.Why)}";

    private static void Tell(string line)
    {
        Console.WriteLine($"{DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\t{line}");
        Console.Out.Flush();
    }
}
