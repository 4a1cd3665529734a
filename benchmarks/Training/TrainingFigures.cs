using System.Globalization;

namespace Serverless.Benchmarks.Training;

/// <summary>Writes docs/figures-training.md.</summary>
internal static class TrainingFigures
{
    public static void Write(TrainingFiguresResult result)
    {
        var (heads, reviews) = (result.Heads[0].Figures, result.Reviews[0].Figures);
        var perJudgment = 1000 * result.Measured.TotalSeconds / result.Judgments;
        FormattableString text = $"""
            # Figures: training

            Made by `make bench-training` on {result.Date}; do not edit. Every score is by a head that was fitted on other pictures (five
            folds by picture). The data are not part of the project.

            ## Heads over people's judgments
            {heads.Judgments} judgments of {heads.Pictures} pictures that the quality model did not learn from (`judgments-held`); own and
            swapped captions weigh alike. Tau-b is over all judgments, in hundredths; on Flickr8k's crowd judgments CLIP-S is published
            with 34.4 and PAC-S with 36.0, over all of its pictures.

            {Table(result.Heads)}

            ML.NET's L-BFGS finds what Newton's method finds, and is what the trainer takes where its folds are as good. Boosted trees are
            measured here and not carried: a head of four weights can be read, and serves every host without another library.

            ## Given words, before and after judgments of unseen pictures
            Heads that were fitted on pictures that the quality model learned from, on others, and on both. Over {heads.Pictures} pictures
            they cannot be told apart: four weights are known after few judgments, and `gain` lets no candidate pass for nothing.

            {Table(result.Given)}

            ## The captioner's sentences, before and after reviews
            Reviewers are simulated: a sentence is accepted where two thirds of its content words stand in the five captions that people
            wrote ({reviews.Judgments} photographs of `judgments-train` and `judgments-held`). The head is the one that
            `caption train quality` chooses from so many reviews; where none is better beyond one standard error it is the parent's.

            {Table(result.Reviews)}

            ## Cost
            On {Environment.ProcessorCount} processors at a load of {result.Load ?? "unknown"}: compare the shares, not the seconds.

            | step | seconds | |
            |---|---|---|
            | signals of {result.Judgments} judgments | {result.Measured.TotalSeconds:0.0} | {perJudgment:0.0} ms a judgment, once |
            | four heads by five folds | {result.Fitted.TotalSeconds:0.0} | |
            | four searches of five folds over sentences | {result.Searched.TotalSeconds:0.0} | |

            """;
        File.WriteAllText(Path.Combine(Checkout.Root, "docs", "figures-training.md"), text.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine("written to docs/figures-training.md");
    }

    private static string Table(IReadOnlyList<FigureRow> rows)
    {
        var lines = rows.Select(row =>
        {
            var f = row.Figures;
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {100 * f.TauB:0.0} | {f.Auc:0.000} | {f.LogLoss:0.000} | {f.BrierSkill:0.000} | "
                    + $"{f.CalibrationError:0.000} | {100 * f.RiskAt50:0.0} % | {100 * f.RiskAt80:0.0} % |"
            );
            return line;
        });
        const string Head = "| | tau-b | AUC | log loss | Brier skill | calibration error | wrong at 50 % | wrong at 80 % |\n";
        return Head + "|---|---|---|---|---|---|---|---|\n" + string.Join('\n', lines);
    }
}
