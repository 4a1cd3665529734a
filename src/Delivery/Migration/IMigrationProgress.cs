namespace Serverless.Delivery.Migration;

/// <summary>Hears how far a migration is.</summary>
internal interface IMigrationProgress
{
    /// <summary>A stage begins.</summary>
    /// <param name="stage">What is done now, in a few words.</param>
    /// <param name="count">How many objects there are; null where nobody counted.</param>
    void Begin(string stage, int? count);

    /// <summary>An object is done.</summary>
    /// <param name="kind">What it is.</param>
    void Step(ObjectKind kind);

    /// <summary>The stage is over.</summary>
    void End();
}
