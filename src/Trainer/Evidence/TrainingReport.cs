namespace Serverless.Trainer.Evidence;

internal static class TrainingReport
{
    public static string Html(
        TrainingOutcome outcome,
        TrainingData data,
        Core.Quality.QualityParameters champion,
        Core.Quality.QualityParameters candidate
    ) => $"<!doctype html><title>{outcome.Evaluation.Name}</title>{data.Held.Count}{champion.Good}{candidate.Good}";
}
