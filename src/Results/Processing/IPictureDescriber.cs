using Serverless.Core.Pipeline;

namespace Serverless.Results.Processing;

/// <summary>Describes pictures that have no result yet: one by one, or in batches.</summary>
public interface IPictureDescriber
{
    /// <summary>Describes a picture.</summary>
    /// <param name="work">What is known of it.</param>
    /// <param name="bytes">Its bytes, at least one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task<PictureDescription> DescribeAsync(PictureWork work, byte[] bytes, CancellationToken cancellationToken);
}

/// <summary>What came of describing a picture; one of a closed list.</summary>
public abstract record PictureDescription
{
    private PictureDescription() { }

    /// <summary>A caption, or an honest refusal: it is published.</summary>
    /// <param name="Caption">The caption.</param>
    public sealed record Captioned(Caption Caption) : PictureDescription;

    /// <summary>There is no caption: that is recorded, unless it may pass.</summary>
    /// <param name="Failure">Why.</param>
    public sealed record Refused(CaptionFailure Failure) : PictureDescription;

    /// <summary>The picture needs no caption: what it got is published.</summary>
    /// <param name="Outcome">How it ended.</param>
    public sealed record Settled(PictureOutcome Outcome) : PictureDescription;

    /// <summary>The picture waits for its batch, or for an equal picture; whoever describes it publishes the caption.</summary>
    public sealed record Deferred : PictureDescription
    {
        /// <summary>The one there is.</summary>
        public static Deferred One { get; } = new();
    }
}
