using Serverless.Core;
using Serverless.Ledger;
using Serverless.Loop.Registry;
using Serverless.Loop.Runs;
using Serverless.Packages.Contract;
using Serverless.Trainer;
using Serverless.Trainer.Validation;

namespace Serverless.Loop.Parts;

/// <summary>Trains the quality head of what serves.</summary>
/// <param name="training">The trainer.</param>
/// <param name="openParentAsync">Opens what hosts serve: the champion, or where there is none what they start with.</param>
/// <param name="rollout">How candidates are rolled out whose parent says nothing: never without a trial.</param>
/// <param name="commit">The commit of the code that trains; null where it is not known.</param>
/// <param name="tell">Takes progress lines.</param>
internal sealed class QualityStep(
    QualityTraining training,
    Func<TrainingOrder?, CancellationToken, Task<Result<ParentModel, DeliveryFailure>>> openParentAsync,
    RolloutPolicy rollout,
    string? commit,
    Action<string> tell
) : ITrainingStep
{
    public async Task<Result<string, DeliveryFailure>> FindStartVersionAsync(CancellationToken cancellationToken) =>
        (await openParentAsync(null, cancellationToken)).TryGet(out var parent, out var failure) ? parent.Version : failure;

    public async Task<Result<TrainingOutcome, DeliveryFailure>> RunAsync(TrainingOrder order, CancellationToken cancellationToken)
    {
        if (!(await openParentAsync(order, cancellationToken)).TryGet(out var parent, out var failure))
            return failure;
        Directory.CreateDirectory(order.Work);
        var request = new TrainingRequest(order.Snapshot, parent, order.Output, order.Work)
        {
            Version = order.Version,
            Rollout = rollout,
            Commit = commit,
        };
        if (!(await training.RunAsync(request, cancellationToken)).TryGet(out var outcome, out var refused))
            return refused.ToDelivery();
        foreach (var step in outcome.Steps)
            tell(FormattableString.Invariant($"  {step.Name}: {step.Figures} ({step.Seconds:0.0} s)"));
        var card = outcome.Evaluation;
        var digest = outcome.Package?.Package.Digest ?? "";
        return new TrainingOutcome(
            new CandidateModel(card.Name, card.Version, digest, $"{parent.Name} {parent.Version} {parent.Digest}"),
            [.. card.Gate.Gates.Select(Of)]
        );
    }

    private static GateFigure Of(GateResult gate) =>
        new(gate.Name, gate.State != GateState.Closed, gate.Why, gate.Value, gate.Threshold, gate.Low, gate.High);
}
