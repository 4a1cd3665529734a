using System.CommandLine;
using System.Text.Json;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;
using Serverless.Evaluation.Reports;
using Serverless.Results.Documents;
using Serverless.Settings;

namespace Serverless.Cli.Commands;

/// <summary><c>caption evaluate</c>: how good the captions are, and how far the quality score agrees with people.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var dataset = new Argument<string>("DATASET")
        {
            Description = "A folder with captions.jsonl ({image, captions[]}) and perhaps crowd.jsonl ({image, caption, yes, no}).",
        };
        var beams = new Option<int?>("--beams") { Description = "Beams of the search, 1 to 8.", HelpName = "N" };
        var command = new Command(
            "evaluate",
            "Measures captions (BLEU, ROUGE-L, CIDEr) and the quality score's agreement with people, with 95 % intervals."
        )
        {
            dataset,
            beams,
        };
        model.AddTo(command, hasThreshold: false);
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(model, parsed, parsed.GetValue(dataset)!, parsed.GetValue(beams), cancellationToken)
        );
        return command.WithExamples("caption evaluate my-pictures/", "caption evaluate --json my-pictures/ > report.json");
    }

    private static async Task<int> RunAsync(
        ModelOptions model,
        ParseResult parsed,
        string folder,
        int? beams,
        CancellationToken cancellationToken
    )
    {
        var settings = CaptionSettings.FromEnvironment(HostProfile.Kubernetes);
        var dataset = EvaluationDataset.Read(folder, settings.TextLimit.MaxCharacters);
        var (pipeline, models) = await model.LoadAsync(parsed, cancellationToken);
        using var release = models;
        var seen = dataset.FindInTraining(models.SnapshotImages);
        if (seen.Count > 0)
            throw new InvalidDataException(
                $"{dataset.Name} overlaps what the loaded models were trained on, or judged on: {EvaluationDataset.Names(seen)}. "
                    + "Figures on them would flatter."
            );
        var byImage = dataset.Judgements.ToLookup(judgement => judgement.Image);
        var found = new EvaluatedPicture[dataset.Pictures.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Workers.Of(settings), CancellationToken = cancellationToken };
        await Progress.RunAsync(
            dataset.Pictures.Count,
            !parsed.GetValue(model.Quiet),
            model.HasColor(parsed),
            step =>
                Parallel.ForAsync(
                    0,
                    found.Length,
                    parallel,
                    async (i, token) =>
                    {
                        var picture = dataset.Pictures[i];
                        found[i] = Evaluate(
                            pipeline,
                            models.Parameters.Refuse,
                            picture,
                            await File.ReadAllBytesAsync(picture.Path, token),
                            [.. byImage[picture.Image]],
                            beams,
                            token
                        );
                        step();
                    }
                )
        );
        List<string> warnings = [.. dataset.Warnings, .. found.SelectMany(one => one.Warnings)];
        var captioned = found.Select(one => one.Captioned).OfType<CaptionedPicture>().ToList();
        var judgements = found.SelectMany(one => one.Judgements).ToList();
        var reporter = new EvaluationReporter();
        var shares = judgements.Select(one => one.Judgement.Share > 0.5).Distinct().Count();
        if (judgements.Count > 0 && shares < 2)
            warnings.Add("all judgements are of one class: agreement and area under the curve cannot be told");
        var name = $"{models.Identity.Name} {models.Identity.Version}, quality by {models.Parameters.Name} {models.Parameters.Version}";
        var report = new EvaluationReport(
            dataset.Name,
            name,
            captioned.Count,
            reporter.Captions(captioned),
            reporter.Agreement(judgements),
            warnings
        );
        foreach (var warning in warnings)
            await Console.Error.WriteLineAsync("warning: " + warning);
        if (parsed.GetValue(model.Json))
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ReportJson.Default.EvaluationReport));
        else
            EvaluationTables.Write(report, model.HasColor(parsed));
        return warnings.Count == 0 ? ExitCode.Done : ExitCode.Partial;
    }

    /// <summary>A picture is decoded and encoded once, for our caption and for all judgements.</summary>
    private static EvaluatedPicture Evaluate(
        CaptionPipeline pipeline,
        double refuse,
        ReferencePicture picture,
        byte[] bytes,
        IReadOnlyList<CrowdJudgement> judgements,
        int? beams,
        CancellationToken cancellationToken
    )
    {
        var options = new CaptionOptions { MinQuality = 0, Beams = beams };
        if (
            !pipeline
                .Prepare(new CaptionRequest(bytes, CaptionContext.None, options), cancellationToken)
                .TryGet(out var prepared, out var failure)
        )
        {
            return new EvaluatedPicture(null, [], [$"{picture.Image} cannot be captioned and is left out: {failure.Detail}"]);
        }

        var (caption, scores) = pipeline.DescribeAndScore(
            prepared,
            [.. judgements.Select(judgement => judgement.Caption)],
            cancellationToken
        );
        var quality = caption.Quality!;
        var verdict = caption.Verdict == Verdict.Refused || quality.Score < refuse ? Verdict.Refused : caption.Verdict;
        var unscored = scores.Count(score => score.Quality is null);
        return new EvaluatedPicture(
            new CaptionedPicture(
                picture,
                caption.Text ?? "",
                DocumentWriter.NameOf(caption.Kind),
                DocumentWriter.NameOf(verdict),
                quality.Score
            ),
            [
                .. judgements
                    .Zip(scores)
                    .Where(pair => pair.Second.Quality is not null)
                    .Select(pair => ToScored(pair.First, pair.Second.Quality!)),
            ],
            unscored == 0
                ? []
                : [$"{picture.Image}: {unscored} judged captions are in a language that the models do not judge, and left out"]
        );
    }

    private static ScoredJudgement ToScored(CrowdJudgement judgement, CaptionQuality quality) =>
        new(judgement, quality.Score, quality.Fit, quality.Lift, quality.Confidence, ScoredText.Words(judgement.Caption).Count);

    private sealed record EvaluatedPicture(
        CaptionedPicture? Captioned,
        IReadOnlyList<ScoredJudgement> Judgements,
        IReadOnlyList<string> Warnings
    );
}
