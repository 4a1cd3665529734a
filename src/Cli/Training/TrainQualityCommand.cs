using System.CommandLine;
using System.Globalization;
using Serverless.Cli.Models;
using Serverless.Settings.Decoding;
using Serverless.Trainer;
using Serverless.Trainer.Validation;

namespace Serverless.Cli.Training;

/// <summary><c>caption train quality</c>: another quality head on a data version.</summary>
internal static class TrainQualityCommand
{
    public static Command Create()
    {
        var snapshot = new Argument<string>("SNAPSHOT") { Description = "A snapshot (caption data snapshot)." };
        var parent = new Option<string?>("--parent")
        {
            Description = "The package it starts from and is held against; the embedded models where it is left out.",
            HelpName = "PACKAGE",
        };
        var output = new Option<string>("--out")
        {
            Description = "The candidate: a folder, or a file that ends with .tar. It must not be there yet.",
            HelpName = "PACKAGE",
            Required = true,
        };
        var name = new Option<string?>("--name")
        {
            Description = "The candidate's name; its parent's where it is left out.",
            HelpName = "N",
        };
        var work = new Option<string?>("--work")
        {
            Description = "Where measurements are kept, so that a stopped run goes on. Without, beside the candidate until it is done.",
            HelpName = "FOLDER",
        };
        var report = new Option<string?>("--report")
        {
            Description = "A report for people, written also where a gate closes.",
            HelpName = "FILE.html",
        };
        var trust = new TrustOptions();
        var command = new Command("quality", "Fits the quality head and its calibration, and packs it where every gate lets it pass.")
        {
            snapshot,
            parent,
            output,
            name,
            work,
            report,
        };
        trust.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    new TrainingWords(
                        parsed.GetValue(snapshot)!,
                        parsed.GetValue(parent),
                        parsed.GetValue(output)!,
                        parsed.GetValue(name),
                        parsed.GetValue(work),
                        parsed.GetValue(report)
                    ),
                    trust,
                    parsed,
                    cancellationToken
                )
        );
        return command.WithExamples(
            "caption train quality snapshots/2026-11.json --out candidate.tar --report candidate.html",
            "caption train quality snapshots/2026-11.json --parent s3://models/captions:champion --out candidate.tar"
        );
    }

    private static async Task<int> RunAsync(
        TrainingWords words,
        TrustOptions trust,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        var surroundings = ModelSurroundings.Create();
        var settings = surroundings.Settings;
        var parent = await ParentOpener.OpenAsync(surroundings, words.Parent, trust.Policy(parsed), cancellationToken);
        var work = words.Work ?? words.Output.TrimEnd('/') + ".work";
        var machine = new TrainingMachine(
            ImageDecoders.Start(settings),
            settings.Runtime,
            ModelSurroundings.Clock,
            ModelSurroundings.Trial,
            ModelSurroundings.Policy([], allowsUnsigned: true)
        );
        var request = new TrainingRequest(words.Snapshot, parent, words.Output, work)
        {
            Name = words.Name,
            Commit = Commit.OfWorkingFolder(),
            Report = words.Report,
        };
        var outcome = (await new QualityTraining(machine).RunAsync(request, cancellationToken)).OrThrow();
        if (words.Work is null && Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        await TellAsync(outcome);
        return outcome.IsPassed ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task TellAsync(TrainingOutcome outcome)
    {
        foreach (var left in outcome.LeftOut)
            await Console.Error.WriteLineAsync($"left out: {SingleLine.Escape(left)}");
        foreach (var step in outcome.Steps)
            await Console.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"step\t{step.Name}\t{step.Seconds:0.0} s\t{SingleLine.Flatten(step.Figures)}")
            );
        foreach (var gate in outcome.Evaluation.Gate.Gates)
        {
            var state = gate.State switch
            {
                GateState.Passed => "passed",
                GateState.Closed => "closed",
                _ => "too few",
            };
            Console.WriteLine($"gate\t{gate.Name}\t{state}\t{gate.Why}");
        }

        var card = outcome.Evaluation;
        if (outcome.Package is { } package)
            Console.WriteLine($"candidate\t{card.Name}\t{card.Version}\t{package.Package.Digest}");
        else
            await Console.Error.WriteLineAsync($"no candidate: {card.Gate.WhyClosed()}");
    }

    /// <summary>The words of the command.</summary>
    private sealed record TrainingWords(string Snapshot, string? Parent, string Output, string? Name, string? Work, string? Report);
}
