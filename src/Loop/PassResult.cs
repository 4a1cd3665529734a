namespace Serverless.Loop;

/// <summary>What one look came to.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Why">In a sentence.</param>
public sealed record PassResult(PassOutcome Outcome, string Why);

/// <summary>What a look comes to; a closed list.</summary>
public enum PassOutcome
{
    /// <summary>Nothing is due.</summary>
    Idle,

    /// <summary>Something is due, and nothing was done: it was only asked.</summary>
    Due,

    /// <summary>Another loop is at work.</summary>
    Busy,

    /// <summary>The hosts try a candidate; the next look goes on.</summary>
    Waiting,

    /// <summary>A run ended well: promoted, passed and waiting for a person, or with nothing new to learn from.</summary>
    Ended,

    /// <summary>A gate said no, or the hosts went back; what served serves.</summary>
    Refused,
}
