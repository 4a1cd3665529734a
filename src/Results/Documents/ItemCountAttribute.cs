namespace Serverless.Results.Documents;

/// <summary>How many items a list has, always the same.</summary>
/// <param name="count">How many.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemCountAttribute(int count) : Attribute
{
    /// <summary>How many.</summary>
    public int Count { get; } = count;
}
