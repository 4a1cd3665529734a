using Serverless.Fetching;
using Serverless.Storage;

namespace Serverless.Results.Processing;

/// <summary>How the work on a stored picture ended: the same list for an upload event, a sweep and an archive's run.</summary>
public enum PictureOutcomeKind
{
    /// <summary>It was described now: a caption, or an honest refusal, was published.</summary>
    Described,

    /// <summary>It failed for good, and the failure was published.</summary>
    Recorded,

    /// <summary>It got the text of an equal picture.</summary>
    Joined,

    /// <summary>It had a result.</summary>
    Existed,

    /// <summary>It has a person's text, or may have: it is left alone.</summary>
    KeptPerson,

    /// <summary>It was erased, and stays so.</summary>
    Erased,

    /// <summary>It is no picture: an object that stands for a folder, or a name that does not tell and first bytes that do.</summary>
    NotPicture,

    /// <summary>It is in no folder that is captioned, or one of our own documents.</summary>
    NotOurs,

    /// <summary>Another version stands in its place.</summary>
    Superseded,

    /// <summary>It is no longer there.</summary>
    Gone,

    /// <summary>It is no longer there, and its results were removed.</summary>
    Removed,

    /// <summary>It might succeed another time; nothing was published.</summary>
    Retry,

    /// <summary>The store of results failed: nothing could be found out or published.</summary>
    StoreFailed,

    /// <summary>It was not begun, for the run had done as many as it may.</summary>
    BeyondLimit,

    /// <summary>It failed for good, and not even that can be published: its name takes no result.</summary>
    Lost,
}

/// <summary>How the work on a stored picture ended.</summary>
/// <param name="Kind">How.</param>
/// <param name="Code">The stable code of a failure; "" without one.</param>
/// <param name="Detail">One sentence; "" without a failure.</param>
public sealed record PictureOutcome(PictureOutcomeKind Kind, string Code = "", string Detail = "")
{
    /// <summary>Its result; null where there is none.</summary>
    public ResultDocument? Result { get; init; }

    /// <summary>
    /// The store's failure, of <see cref="PictureOutcomeKind.StoreFailed"/> and of a picture that could not be read; else null.
    /// </summary>
    public StoreFailure? StoreFailure { get; init; }

    /// <summary>Whether it is an earlier failure that stands: nothing that bears on it has changed.</summary>
    public bool IsStanding => Kind == PictureOutcomeKind.Existed && Code.Length > 0;

    /// <summary>Whether the picture is left alone for a person's text that there may be and that cannot be read.</summary>
    public bool IsSpared => Kind == PictureOutcomeKind.KeptPerson && Code.Length > 0;

    /// <summary>Whether the picture failed for good now.</summary>
    public bool IsFailed => Kind is PictureOutcomeKind.Recorded or PictureOutcomeKind.Lost;

    /// <summary>Whether another try may end differently.</summary>
    public bool IsToBeRetried => Kind is PictureOutcomeKind.Retry or PictureOutcomeKind.StoreFailed or PictureOutcomeKind.BeyondLimit;

    /// <summary>Whether the picture is gone, or another one stands in its place.</summary>
    public bool IsGone => Kind is PictureOutcomeKind.Gone or PictureOutcomeKind.Superseded;

    /// <summary>The outcome of a picture with a result, and with the failure that the result may be.</summary>
    /// <param name="kind">How it came to the result.</param>
    /// <param name="result">The result.</param>
    public static PictureOutcome Of(PictureOutcomeKind kind, ResultDocument result) =>
        new(kind, result.Error?.Code ?? "", result.Error?.Detail ?? "") { Result = result };

    /// <summary>The outcome of a picture that had its result.</summary>
    /// <param name="result">The result.</param>
    public static PictureOutcome Existing(ResultDocument result) =>
        Of(result.Generator == ResultDocument.Human ? PictureOutcomeKind.KeptPerson : PictureOutcomeKind.Existed, result);

    /// <summary>The outcome where the store of results failed.</summary>
    /// <param name="failure">What it said.</param>
    public static PictureOutcome Of(StoreFailure failure) => Of(PictureOutcomeKind.StoreFailed, failure);

    /// <summary>The outcome where the store did not give the picture itself.</summary>
    /// <param name="failure">What it said.</param>
    public static PictureOutcome Unread(StoreFailure failure) => Of(PictureOutcomeKind.Retry, failure);

    private static PictureOutcome Of(PictureOutcomeKind kind, StoreFailure failure) =>
        new(kind, FailureTable.Of(StoreFailureTable.ReasonOf(failure)).Code, failure.Detail) { StoreFailure = failure };
}
