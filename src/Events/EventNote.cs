namespace Serverless.Events;

/// <summary>Why an event has a note besides its outcome.</summary>
public enum EventNoteReason
{
    /// <summary>Its kind is known and concerns no picture that came, changed or went.</summary>
    Ignored,

    /// <summary>Its kind, or the operation in it, is in no table; what its family asks for is done, if it has one.</summary>
    Unknown,

    /// <summary>Its kind is acted upon, and no object that can be read is named in it.</summary>
    Unreadable,
}

/// <summary>A note about an event besides its outcome, so that none is skipped silently.</summary>
public sealed record EventNote
{
    private const int MaxCharacters = 80;

    /// <param name="reason">Why.</param>
    /// <param name="kind">The kind as its sender wrote it.</param>
    public EventNote(EventNoteReason reason, string kind) => (Reason, Kind) = (reason, Plain(kind));

    /// <summary>Why.</summary>
    public EventNoteReason Reason { get; }

    /// <summary>The kind, fit for a log: at most 80 letters, digits, blanks and <c>. _ : -</c>; others are question marks.</summary>
    public string Kind { get; }

    private static string Plain(string kind) =>
        string.Create(
            Math.Min(kind.Length, MaxCharacters),
            kind,
            static (letters, text) =>
            {
                for (var i = 0; i < letters.Length; i++)
                    letters[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '.' or '_' or ':' or '-' or ' ' ? text[i] : '?';
            }
        );
}

/// <summary>One event of a delivery, read: something to do, something to say, or both.</summary>
/// <param name="Event">To do; null for nothing.</param>
/// <param name="Note">To say; null for nothing.</param>
internal readonly record struct EventItem(ObjectEvent? Event, EventNote? Note)
{
    public static EventItem NoteOf(EventNoteReason reason, string kind) => new(null, new EventNote(reason, kind));

    /// <summary>What an event of a kind becomes: ignored, unreadable, or processed; with a note where the kind is unknown.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="found">What it asks for, where it can be read.</param>
    public static EventItem Of(EventKind kind, ObjectEvent? found)
    {
        if (kind.Action == EventAction.Ignore)
            return NoteOf(kind.IsKnown ? EventNoteReason.Ignored : EventNoteReason.Unknown, kind.Name);
        return found is null
            ? NoteOf(EventNoteReason.Unreadable, kind.Name)
            : new EventItem(found, kind.IsKnown ? null : new EventNote(EventNoteReason.Unknown, kind.Name));
    }
}
