using Serverless.Results.Documents;

namespace Serverless.Results.Processing;

/// <summary>A picture without the result that is wanted: what was found out about it, and where the result goes.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Version">The version that is described.</param>
/// <param name="Names">Names of its results.</param>
/// <param name="ResultKey">Key of the result: the same work has the same key.</param>
/// <param name="Policy">What is asked.</param>
public sealed record PictureWork(StoredPicture Picture, string Version, ResultNames Names, string ResultKey, ProcessingPolicy Policy)
{
    /// <summary>The latest result, perhaps about another version; null where there is none, or nobody looked.</summary>
    public PointerDocument? Latest { get; init; }

    /// <summary>Whether there was no result at all, so that most likely there is no pointer.</summary>
    public bool IsFirst { get; init; }

    /// <summary>
    /// What was erased, named by its bytes (<see cref="ContentVersion"/>): its tombstone came from another store. Null for nothing.
    /// </summary>
    public string? ErasedContent { get; init; }

    /// <summary>Digest of the picture without its XMP; null where nobody asked.</summary>
    public string? Identity { get; init; }

    /// <summary>The result of this work.</summary>
    /// <param name="caption">The caption document; null for a failure.</param>
    /// <param name="error">Why there is none; null for a caption.</param>
    /// <param name="createdAt">When.</param>
    public ResultDocument ResultOf(CaptionDocument? caption, ResultError? error, DateTimeOffset createdAt) =>
        new(Picture.Address.ToString(), Version, Picture.Order, ResultDocument.Machine, caption, error, createdAt)
        {
            Run = Policy.Run,
            MinQuality = Policy.Options.MinQuality,
            Identity = Identity,
        };
}
