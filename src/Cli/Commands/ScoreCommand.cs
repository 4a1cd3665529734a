using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Hosting;
using Serverless.Hosting.Documents;

namespace Serverless.Cli.Commands;

/// <summary><c>caption score</c>: the quality of somebody's own words.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var picture = new Argument<string?>("PICTURE") { Description = "The picture: a file, an address (s3://, az://, gs://, file://, https://), or - for standard input.", Arity = ArgumentArity.ZeroOrOne };
        var text = new Argument<string?>("TEXT") { Description = "The words about it.", Arity = ArgumentArity.ZeroOrOne };
        var pairs = new Option<FileInfo?>("--pairs") { Description = "Many: a file with {\"image\", \"caption\"} a line; pictures are found beside it, or by address.", HelpName = "FILE.jsonl" };
        var command = new Command("score", "Judges words about a picture: quality, verdict, reasons; tabs between.") { picture, text, pairs };
        model.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (image, words, file) = (parsed.GetValue(picture), parsed.GetValue(text), parsed.GetValue(pairs));
            if (file is null == (image is null) || (file is null && words is null))
            {
                await Console.Error.WriteLineAsync("caption score takes PICTURE and TEXT, or --pairs FILE.jsonl.");
                return ExitCode.WrongUsage;
            }

            var lines = file is null ? [new PairLine(image, words)] : PairFile.Read(file);
            return await RunAsync(model, parsed, lines, file?.DirectoryName, cancellationToken);
        });
        return command.WithExamples("caption score photo.jpg \"a dog runs through tall grass\"", "caption score --json --pairs captions.jsonl > scores.jsonl");
    }

    private static async Task<int> RunAsync(ModelOptions model, ParseResult parsed, IReadOnlyList<PairLine> lines, string? folder, CancellationToken cancellationToken)
    {
        var (pipeline, models) = model.Load(parsed);
        using var release = models;
        var pictures = PictureSources.Create();
        var options = new CaptionOptions { MinQuality = parsed.GetValue(model.MinQuality) };
        var isJson = parsed.GetValue(model.Json);
        var (isPartial, isMisused) = (false, false);
        await Progress.RunAsync(lines, !parsed.GetValue(model.Quiet), model.HasColor(parsed), async line =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (isMisused) return;
            var result = await ScoreAsync(pipeline, pictures, line, folder, options, cancellationToken);
            if (result.TryGet(out var judgement, out var failure))
            {
                isPartial |= judgement.Quality.Verdict == Verdict.Refused && folder is null;
                await Console.Out.WriteLineAsync(isJson ? Json(line, DocumentWriter.Of(judgement), null) : Line(judgement.Quality));
                return;
            }

            isMisused = failure.Reason == FailureReason.OptionNotSupported;
            isPartial = true;
            if (!isMisused) await Console.Out.WriteLineAsync(isJson ? Json(line, null, Failures.Of(failure)) : "\tfailed\t");
            var code = FailureTable.Of(failure.Reason).Code;
            await Console.Error.WriteLineAsync($"{OneLine.Of(line.Image ?? "")}: {code}: {OneLine.Of(failure.Detail)}");
        });
        return isMisused ? ExitCode.WrongUsage : isPartial ? ExitCode.InPart : ExitCode.Done;
    }

    private static async Task<Result<Judgement, CaptionFailure>> ScoreAsync(CaptionPipeline pipeline, PictureSources pictures, PairLine line, string? folder, CaptionOptions options, CancellationToken cancellationToken)
    {
        if (line.Image is null || line.Caption is null) return new CaptionFailure(FailureReason.MalformedRequest, "The line is no object with image and caption.");
        var word = folder is null || line.Image.Contains("://", StringComparison.Ordinal) ? line.Image : Path.Combine(folder, line.Image);
        var sources = await pictures.ExpandAsync([word], cancellationToken);
        if (sources is not [var source]) return new CaptionFailure(FailureReason.NotFound, "Exactly one picture is needed.");
        return (await source.ReadAsync(cancellationToken)).TryGet(out var bytes, out var failure)
            ? pipeline.Score(new CaptionRequest(bytes, CaptionContext.None, options), line.Caption, cancellationToken)
            : failure;
    }

    private static string Line(CaptionQuality quality) =>
        string.Join('\t', quality.Score.ToString("F2", CultureInfo.InvariantCulture), DocumentWriter.NameOf(quality.Verdict), string.Join(", ", quality.Reasons.Select(DocumentWriter.NameOf)));

    private static string Json(PairLine line, ScoreDocument? score, FailureError? error) =>
        JsonSerializer.Serialize(new ScoredPair(line.Image, line.Caption, score?.Quality, score?.Verdict, score?.Findings, error), FailureJson.Default.ScoredPair);
}

/// <summary>A line of the answer.</summary>
/// <param name="Image">As asked.</param>
/// <param name="Caption">As asked.</param>
/// <param name="Quality">How far the words can be trusted.</param>
/// <param name="Verdict">good, review or refused.</param>
/// <param name="Findings">What the rules noticed.</param>
/// <param name="Error">Why the pair failed.</param>
internal sealed record ScoredPair(string? Image, string? Caption, QualityDocument? Quality, string? Verdict, IReadOnlyList<FindingDocument>? Findings, FailureError? Error);
