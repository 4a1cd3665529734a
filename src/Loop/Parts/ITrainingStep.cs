using Serverless.Core;
using Serverless.Ledger;
using Serverless.Loop.Runs;
using Serverless.Packages.Loading;

namespace Serverless.Loop.Parts;

/// <summary>Trains a candidate and holds it against every gate.</summary>
internal interface ITrainingStep
{
    /// <summary>The version of what hosts serve where the registry has no champion.</summary>
    Task<Result<string, DeliveryFailure>> FindStartVersionAsync(CancellationToken cancellationToken);

    /// <summary>Trains; the same order gives the same package.</summary>
    /// <param name="order">From what.</param>
    /// <param name="cancellationToken">Ends it; what was measured is kept for the next try.</param>
    Task<Result<TrainingOutcome, DeliveryFailure>> RunAsync(TrainingOrder order, CancellationToken cancellationToken);
}

/// <summary>What is trained.</summary>
/// <param name="Snapshot">The file of the data version.</param>
/// <param name="Parent">The package it starts from; null where the registry has no champion: what hosts serve then.</param>
/// <param name="Version">The candidate's version.</param>
/// <param name="Output">The package to write, a folder that is not there yet.</param>
/// <param name="Work">A folder for what is measured on the way.</param>
internal sealed record TrainingOrder(string Snapshot, VerifiedPackage? Parent, string Version, string Output, string Work);

/// <summary>What training came to.</summary>
/// <param name="Candidate">The candidate; its digest is "" where a gate closed and no package was written.</param>
/// <param name="Gates">Every gate.</param>
internal sealed record TrainingOutcome(CandidateModel Candidate, IReadOnlyList<GateFigure> Gates)
{
    public bool IsPassed => Gates.All(gate => gate.IsOpen);
}
