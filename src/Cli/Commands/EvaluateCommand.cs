using System.CommandLine;
using System.Text.Json;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;
using Serverless.Evaluation.Reports;
using Serverless.Hosting.Documents;

namespace Serverless.Cli.Commands;

/// <summary><c>caption evaluate</c>: how good the captions are, and how far the quality score agrees with people.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var dataset = new Argument<string>("DATASET") { Description = "A folder with captions.jsonl ({image, captions[]}) and perhaps crowd.jsonl ({image, caption, yes, no})." };
        var beams = new Option<int?>("--beams") { Description = "Beams of the search, 1 to 8.", HelpName = "N" };
        var command = new Command("evaluate", "Measures captions (BLEU, ROUGE-L, CIDEr) and the quality score's agreement with people, with 95 % intervals.") { dataset, beams };
        model.AddTo(command, hasThreshold: false);
        command.SetAction((parsed, cancellationToken) => RunAsync(model, parsed, parsed.GetValue(dataset)!, parsed.GetValue(beams), cancellationToken));
        return command.WithExamples("caption evaluate my-pictures/", "caption evaluate --json my-pictures/ > report.json");
    }

    private static async Task<int> RunAsync(ModelOptions model, ParseResult parsed, string folder, int? beams, CancellationToken cancellationToken)
    {
        var dataset = EvaluationDataset.Read(folder);
        var (pipeline, models) = model.Load(parsed);
        using var release = models;
        var seen = dataset.SeenInTraining(models.TrainedOn);
        if (seen.Count > 0) throw new InvalidDataException($"{dataset.Name} overlaps what the loaded models were trained on: {EvaluationDataset.Names(seen)}. Figures on them would flatter.");
        var warnings = new List<string>(dataset.Warnings);
        var captioned = new List<CaptionedPicture>();
        var judged = new List<ScoredJudgement>();
        var byImage = dataset.Judgements.ToLookup(judgement => judgement.Image);
        await Progress.RunAsync(dataset.Pictures, !parsed.GetValue(model.Quiet), model.HasColor(parsed), async picture =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = await File.ReadAllBytesAsync(picture.Path, cancellationToken);
            var options = new CaptionOptions { MinQuality = 0, Beams = beams };
            if (!pipeline.Describe(new CaptionRequest(bytes, CaptionContext.None, options), cancellationToken).TryGet(out var caption, out var failure))
            {
                warnings.Add($"{picture.Image} cannot be captioned and is left out: {failure.Detail}");
                return;
            }

            var verdict = caption.Verdict == Verdict.Refused || caption.Quality!.Score < models.Parameters.Refuse ? Verdict.Refused : caption.Verdict;
            captioned.Add(new CaptionedPicture(picture, caption.Text ?? "", DocumentWriter.NameOf(caption.Kind), DocumentWriter.NameOf(verdict), caption.Quality!.Score));
            judged.AddRange(Judge(pipeline, bytes, [.. byImage[picture.Image]], cancellationToken));
        });

        var reporter = new EvaluationReporter();
        var shares = judged.Select(one => one.Judgement.Share > 0.5).Distinct().Count();
        if (judged.Count > 0 && shares < 2) warnings.Add("all judgements are of one class: agreement and area under the curve cannot be told");
        var name = $"{models.Identity.Name} {models.Identity.Version}, quality by {models.Parameters.Name} {models.Parameters.Version}";
        var report = new EvaluationReport(dataset.Name, name, captioned.Count, reporter.Captions(captioned), reporter.Agreement(judged), warnings);
        foreach (var warning in warnings) await Console.Error.WriteLineAsync("warning: " + warning);
        if (parsed.GetValue(model.Json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ReportJson.Default.EvaluationReport));
        else EvaluationTables.Write(report, model.HasColor(parsed));
        return warnings.Count == 0 ? ExitCode.Done : ExitCode.InPart;
    }

    private static IEnumerable<ScoredJudgement> Judge(CaptionPipeline pipeline, byte[] bytes, IReadOnlyList<CrowdJudgement> judgements, CancellationToken cancellationToken)
    {
        if (judgements.Count == 0) return [];
        var scored = pipeline.ScoreMany(new CaptionRequest(bytes), [.. judgements.Select(judgement => judgement.Caption)], cancellationToken);
        return scored.TryGet(out var results, out var failure)
            ? judgements.Zip(results, (judgement, result) => new ScoredJudgement(judgement, result.Quality.Score, result.Quality.Fit, result.Quality.Lift, result.Quality.Confidence, JudgedText.Words(judgement.Caption).Count))
            : throw new InvalidDataException($"{judgements[0].Image}: {failure.Detail}");
    }
}
