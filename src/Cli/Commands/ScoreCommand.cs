using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Serverless.Core;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Results;
using Serverless.Results.Documents;
using Serverless.Settings;

namespace Serverless.Cli.Commands;

/// <summary><c>caption score</c>: the quality of a given text.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var picture = new Argument<string?>("PICTURE")
        {
            Description = "The picture: a file, an address (s3://, az://, gs://, file://, https://), or - for standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var text = new Argument<string?>("TEXT") { Description = "The words about it.", Arity = ArgumentArity.ZeroOrOne };
        var pairs = new Option<FileInfo?>("--pairs")
        {
            Description = "Many: a file with {\"image\", \"caption\"} a line; pictures are found beside it, or by address.",
            HelpName = "FILE.jsonl",
        };
        var command = new Command("score", "Judges words about a picture: quality, verdict, reasons; tabs between.")
        {
            picture,
            text,
            pairs,
        };
        model.AddTo(command);
        model.AddExplain(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var (image, caption, file) = (parsed.GetValue(picture), parsed.GetValue(text), parsed.GetValue(pairs));
                if (file is null == (image is null) || (file is null && caption is null))
                {
                    await Console.Error.WriteLineAsync("caption score takes PICTURE and TEXT, or --pairs FILE.jsonl.");
                    return ExitCode.WrongUsage;
                }

                var (lines, count) = file is null
                    ? ([new PairLine(image, caption)], 1)
                    : (PairFile.Read(file), file.Exists ? PairFile.Count(file) : 0);
                return await RunAsync(model, parsed, lines, count, file?.DirectoryName, cancellationToken);
            }
        );
        return command.WithExamples(
            "caption score photo.jpg \"a dog runs through tall grass\"",
            "caption score --json --pairs captions.jsonl > scores.jsonl"
        );
    }

    private static async Task<int> RunAsync(
        ModelOptions model,
        ParseResult parsed,
        IEnumerable<PairLine> lines,
        int count,
        string? folder,
        CancellationToken cancellationToken
    )
    {
        var settings = CaptionSettings.FromEnvironment(HostProfile.Kubernetes);
        var (pipeline, models) = await model.LoadAsync(parsed, cancellationToken);
        using var release = models;
        var options = new CaptionOptions { MinQuality = parsed.GetValue(model.MinQuality), Explain = parsed.GetValue(model.Explain) };
        var scoring = new PairScoring(pipeline, PictureSources.Create(), folder, options, settings.TextLimit);
        var isJson = parsed.GetValue(model.Json);
        var (isPartial, isMisused) = (false, false);
        await Progress.RunAsync(
            count,
            !parsed.GetValue(model.Quiet),
            model.HasColor(parsed),
            step =>
                scoring.RunAsync(
                    lines,
                    Workers.Of(settings),
                    async (line, result) =>
                    {
                        await Answer(line, result);
                        step();
                    },
                    cancellationToken
                )
        );
        return isMisused ? ExitCode.WrongUsage
            : isPartial ? ExitCode.Partial
            : ExitCode.Done;

        async Task Answer(PairLine line, Result<CaptionScore, CaptionFailure> result)
        {
            if (isMisused)
                return;
            if (result.TryGet(out var score, out var failure))
            {
                isPartial |= score.Verdict == Verdict.Refused && folder is null;
                await Console.Out.WriteLineAsync(isJson ? Json(line, DocumentWriter.Of(score), null) : Line(score));
                foreach (var finding in isJson || folder is not null ? [] : score.Findings)
                {
                    await Console.Error.WriteLineAsync($"{SingleLine.Escape(line.Image ?? "")}: {finding.Rule}: {finding.Message}");
                }

                return;
            }

            isMisused = failure.Reason == FailureReason.OptionNotSupported;
            isPartial = true;
            if (!isMisused)
                await Console.Out.WriteLineAsync(isJson ? Json(line, null, Failures.Of(failure)) : "\tfailed\t");
            var code = FailureTable.Of(failure.Reason).Code;
            await Console.Error.WriteLineAsync($"{SingleLine.Escape(line.Image ?? "")}: {code}: {SingleLine.Escape(failure.Detail)}");
        }
    }

    private static string Line(CaptionScore score)
    {
        var quality = score.Quality?.Score.ToString("F2", CultureInfo.InvariantCulture);
        return string.Join(
            '\t',
            quality,
            DocumentWriter.NameOf(score.Verdict),
            string.Join(", ", score.TextScore.Reasons.Select(DocumentWriter.NameOf))
        );
    }

    private static string Json(PairLine line, ScoreDocument? score, FailureError? error) =>
        JsonSerializer.Serialize(
            new ScoredPair(line.Image, line.Caption, score?.Quality, score?.Verdict, score?.Findings, error),
            FailureJson.Default.ScoredPair
        );
}

/// <summary>A line of the answer.</summary>
/// <param name="Image">As asked.</param>
/// <param name="Caption">As asked.</param>
/// <param name="Quality">How far the text can be trusted.</param>
/// <param name="Verdict">good, review or refused.</param>
/// <param name="Findings">Findings of the rules.</param>
/// <param name="Error">Why the pair failed.</param>
internal sealed record ScoredPair(
    string? Image,
    string? Caption,
    QualityDocument? Quality,
    string? Verdict,
    IReadOnlyList<FindingDocument>? Findings,
    FailureError? Error
);
