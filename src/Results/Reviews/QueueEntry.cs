namespace Serverless.Results.Reviews;

/// <summary>A text about a picture that people may decide on, as the queue's names tell it.</summary>
/// <param name="Id">Id of the first caption that said so.</param>
/// <param name="Doubt">How far it is from sure, 0 to 1.</param>
/// <param name="Views">How often the picture was asked for, whatever was said; at least 1.</param>
/// <param name="Agreement">What decisions come to; reviewers are digests.</param>
/// <param name="Decisions">How many there are, anonymous ones among them.</param>
public sealed record QueueEntry(string Id, double Doubt, int Views, Agreement Agreement, int Decisions)
{
    /// <summary>Digests of everybody who decided.</summary>
    internal IReadOnlySet<string> DecidedBy { get; init; } = new HashSet<string>();

    /// <summary>What a person's decision is expected to be worth: doubt times views.</summary>
    public double Benefit => (double)Thousandths / QueueNames.MaxDoubt;

    /// <summary>The same in thousandths: whole numbers order alike on every machine.</summary>
    internal long Thousandths => (long)Math.Round(Doubt * QueueNames.MaxDoubt) * Views;
}
