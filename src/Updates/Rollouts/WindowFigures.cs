namespace Serverless.Updates.Rollouts;

/// <summary>What both models answered in one window.</summary>
/// <param name="Champion">The one that serves.</param>
/// <param name="Challenger">The one that is tried.</param>
internal sealed record WindowFigures(ModelFigures Champion, ModelFigures Challenger)
{
    public static WindowFigures None { get; } = new(new ModelFigures(), new ModelFigures());

    public WindowFigures Add(WindowFigures other) => new(Champion.Add(other.Champion), Challenger.Add(other.Challenger));
}
