namespace Serverless.Storage;

/// <summary>What must hold for a write to happen.</summary>
public sealed record WriteCondition
{
    private WriteCondition(bool isAbsent, string? version) => (MustBeAbsent, Version) = (isAbsent, version);

    /// <summary>Nothing: whatever is there is replaced.</summary>
    public static WriteCondition None { get; } = new(false, null);

    /// <summary>There is no such object.</summary>
    public static WriteCondition Absent { get; } = new(true, null);

    /// <summary>There must be no such object.</summary>
    public bool MustBeAbsent { get; }

    /// <summary>The version the object must have; null for any.</summary>
    public string? Version { get; }

    /// <summary>The object is as it was.</summary>
    /// <param name="version">The version it must have.</param>
    public static WriteCondition Unchanged(string version) => new(false, version);
}
