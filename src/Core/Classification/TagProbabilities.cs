namespace Serverless.Core.Classification;

/// <summary>Which tags one picture has, each with a probability of its own: several may be certain at once.</summary>
public sealed class TagProbabilities
{
    private readonly double[] _tags;

    /// <summary>Calibrates logits.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="logits">[tags], in their order.</param>
    /// <exception cref="ArgumentException">There are more or fewer logits than tags.</exception>
    public TagProbabilities(TagSet tags, ReadOnlySpan<float> logits)
    {
        if (logits.Length != tags.Count)
            throw new ArgumentException($"{logits.Length} logits for {tags.Count} tags.", nameof(logits));
        Tags = tags;
        _tags = new double[logits.Length];
        for (var i = 0; i < _tags.Length; i++)
            _tags[i] = tags.All[i].ProbabilityOf(logits[i]);
    }

    /// <summary>The tags.</summary>
    public TagSet Tags { get; }

    /// <summary>[tags] each 0 to 1, in the model's order.</summary>
    public IReadOnlyList<double> All => _tags;

    /// <summary>The probability that the picture has a tag, 0 to 1.</summary>
    /// <param name="tag">One of <see cref="Tags"/>.</param>
    public double Of(Tag tag) => _tags[tag.Id];

    /// <summary>Every tag that reaches a level, the likeliest first, of equals the one with the lower id.</summary>
    /// <param name="level">0 to 1.</param>
    public IReadOnlyList<Tag> AtLeast(double level) =>
        [.. Tags.All.Where(tag => Of(tag) >= level).OrderByDescending(Of).ThenBy(tag => tag.Id)];
}
