namespace Serverless.Core.AltText;

/// <summary>How much a finding matters.</summary>
public enum FindingLevel
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>A person should review it.</summary>
    Warning,
}

/// <summary>Something a rule noticed.</summary>
/// <param name="Rule">The rule's stable name.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">One sentence for a person.</param>
public sealed record Finding(string Rule, FindingLevel Level, string Message);
