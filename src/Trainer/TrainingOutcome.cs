using Serverless.Packages.Packing;
using Serverless.Trainer.Evidence;

namespace Serverless.Trainer;

/// <summary>What a training run came to.</summary>
/// <param name="Evaluation">What is in the candidate's <c>evaluation.json</c>, its gates among it.</param>
/// <param name="Package">The candidate; null where a gate is closed.</param>
/// <param name="Steps">Every step with its time.</param>
/// <param name="LeftOut">What was left out of the data, and why.</param>
public sealed record TrainingOutcome(
    EvaluationCard Evaluation,
    PackedModel? Package,
    IReadOnlyList<TrainingStep> Steps,
    IReadOnlyList<string> LeftOut
)
{
    /// <summary>Whether there is a candidate.</summary>
    public bool IsPassed => Package is not null;
}

/// <summary>A step of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Figures">What it found, in a few words.</param>
public sealed record TrainingStep(string Name, double Seconds, string Figures);
