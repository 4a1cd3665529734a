using System.CommandLine;
using Serverless.Cli.Models;
using Serverless.Packages;
using Serverless.Settings.Decoding;
using Serverless.Storage;
using Serverless.Trainer.Data;

namespace Serverless.Cli.Data;

/// <summary><c>caption data snapshot</c>: what there is to learn from, as one file that never changes.</summary>
internal static class SnapshotCommand
{
    public static Command Create()
    {
        var sources = new Argument<string[]>("SOURCE")
        {
            Description = "A folder with captions.jsonl and crowd.jsonl, or a folder of reviews (CAPTION_REVIEWS_TO; any store).",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--out")
        {
            Description = "The snapshot's file. It must not be there yet.",
            HelpName = "FILE",
            Required = true,
        };
        var command = new Command(
            "snapshot",
            "Writes pictures, judgments, reviews and their split into a file that names all of them by digest."
        )
        {
            sources,
            output,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(sources)!, parsed.GetValue(output)!, cancellationToken));
        return command.WithExamples(
            "caption data snapshot judgments/ --out snapshots/first.json",
            "caption data snapshot judgments/ s3://captions/reviews --out snapshots/2026-11.json"
        );
    }

    private static async Task<int> RunAsync(string[] words, string output, CancellationToken cancellationToken)
    {
        if (Path.Exists(output))
            throw PackageStop.Of(PackageFailure.WrongUsage("exists", "It is there already; a snapshot is written once.", output));
        var surroundings = ModelSurroundings.Create();
        var sources = new List<SourceContent>();
        foreach (var word in words)
            sources.Add(await ReadAsync(surroundings, word, cancellationToken));
        var snapshot = new SnapshotBuilder(ModelSurroundings.Clock).Build(sources).OrThrow();
        SnapshotFile.Write(snapshot, output).ThrowIfAny();
        foreach (var source in snapshot.Sources)
        foreach (var left in source.LeftOut)
            await Console.Error.WriteLineAsync($"left out: {SingleLine.Escape(source.Name)}: {SingleLine.Escape(left)}");
        Console.WriteLine(SnapshotLine.Of(output, snapshot));
        return snapshot.Sources.Any(source => source.LeftOut.Count > 0) ? ExitCode.Partial : ExitCode.Done;
    }

    private static async Task<SourceContent> ReadAsync(ModelSurroundings surroundings, string word, CancellationToken cancellationToken)
    {
        if (!BlobAddress.IsAddress(word))
        {
            if (!Directory.Exists(word))
                throw PackageStop.Of(PackageFailure.WrongUsage("source", "There is no such folder.", word));
            if (File.Exists(Path.Combine(word, "captions.jsonl")))
                return await new DatasetSource(ImageDecoders.Start(surroundings.Settings)).ReadAsync(word, cancellationToken);
        }

        var folder = surroundings.OpenFolder(AddressArguments.ParseFolders([word])[0]);
        return (await ReviewSource.ReadAsync(folder, cancellationToken)).OrThrow();
    }
}
