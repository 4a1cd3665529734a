using Serverless.Results.Processing;
using Serverless.Storage;

namespace Serverless.Events;

/// <summary>The outcome of an event, for the log and the platform.</summary>
/// <param name="Kind">
/// How: one of those that <see cref="Name"/> has a word for. What a store's failure, a tombstone or a person's text comes to is said by
/// <see cref="Of(PictureOutcome)"/>.
/// </param>
/// <param name="Code">The code of a failure; "" without one.</param>
public sealed record EventOutcome(PictureOutcomeKind Kind, string Code = "")
{
    /// <summary>The word for it in logs, measurements and on the command line.</summary>
    /// <exception cref="InvalidOperationException">No event ends so.</exception>
    public string Name => NameOf(Kind);

    /// <summary>Whether the platform shall deliver it again.</summary>
    public bool IsToBeRepeated => Kind == PictureOutcomeKind.Retry;

    /// <summary>Whether it concerns something that is captioned here.</summary>
    public bool IsOurs => Kind != PictureOutcomeKind.NotOurs;

    /// <summary>Whether an operator should hear of it: it is delivered again, or lost.</summary>
    public bool IsTroubled => Kind is PictureOutcomeKind.Retry or PictureOutcomeKind.Lost;

    /// <summary>The bug that ended it, with its stack, for the log; null for none.</summary>
    public Exception? Error { get; init; }

    /// <summary>A folder's event: how each picture in it ended; empty for an event about one object.</summary>
    public IReadOnlyList<EventOutcome> Parts { get; init; } = [];

    /// <summary>What the work on the event's picture means for the event.</summary>
    /// <param name="outcome">How the work ended.</param>
    public static EventOutcome Of(PictureOutcome outcome) =>
        outcome.Kind switch
        {
            PictureOutcomeKind.Existed or PictureOutcomeKind.KeptPerson => new(PictureOutcomeKind.Existed),
            PictureOutcomeKind.Erased => new(PictureOutcomeKind.Existed, "forgotten"),
            PictureOutcomeKind.NotPicture => new(PictureOutcomeKind.NotOurs, "folder_marker"),
            PictureOutcomeKind.StoreFailed => Of(outcome.StoreFailure!),
            _ => new(outcome.Kind, outcome.Code),
        };

    /// <summary>
    /// The platform delivers the event again where a store fails, since nothing was written. A name that no store takes is lost.
    /// </summary>
    /// <param name="failure">What the store said.</param>
    public static EventOutcome Of(StoreFailure failure) =>
        new(
            failure.Reason is StoreFailureReason.InvalidKey or StoreFailureReason.Collision
                ? PictureOutcomeKind.Lost
                : PictureOutcomeKind.Retry,
            failure.Reason.ToString()
        );

    /// <summary>The word for a kind in logs, measurements and on the command line.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="InvalidOperationException">No event ends so.</exception>
    public static string NameOf(PictureOutcomeKind kind) =>
        kind switch
        {
            PictureOutcomeKind.Described => "captioned",
            PictureOutcomeKind.Recorded => "recorded",
            PictureOutcomeKind.Existed => "existed",
            PictureOutcomeKind.NotOurs => "notours",
            PictureOutcomeKind.Superseded => "superseded",
            PictureOutcomeKind.Gone => "gone",
            PictureOutcomeKind.Removed => "removed",
            PictureOutcomeKind.Retry => "again",
            PictureOutcomeKind.Lost => "lost",
            _ => throw new InvalidOperationException($"No event ends as {kind}."),
        };
}
