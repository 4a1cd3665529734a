namespace Serverless.Loop.Runs;

/// <summary>A run as its journal has it.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Steps">What is done, by name.</param>
internal sealed record LoopRun(int Number, IReadOnlyDictionary<string, RunStep> Steps)
{
    public RunStep Triggered => Steps[RunStep.Triggered];

    /// <summary>Joins its entries in the ledger.</summary>
    public string Id => Triggered.Run;

    public DateTimeOffset Began => Triggered.At;

    public bool IsOpen => !Steps.ContainsKey(RunStep.Ended);

    public RunStep? Find(string step) => Steps.GetValueOrDefault(step);

    public LoopRun With(RunStep step) => this with { Steps = new Dictionary<string, RunStep>(Steps) { [step.Step] = step } };
}
