using Serverless.Core.Pipeline;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Events;

/// <summary>What happened to an object.</summary>
public enum ObjectChange
{
    /// <summary>It was written, new or over an older one.</summary>
    Created,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>It was written or deleted, and the event does not say which: the store is asked.</summary>
    Changed,

    /// <summary>A folder came to be with everything in it, by another name's end.</summary>
    FolderCreated,

    /// <summary>A folder went with everything in it.</summary>
    FolderDeleted,
}

/// <summary>An event about an object, from any cloud over any transport. It is a hint: the store is always asked.</summary>
/// <param name="Id">Names the event at its source, for logs.</param>
/// <param name="Change">What happened.</param>
/// <param name="Address">The object, its key decoded; a folder's key ends with a slash.</param>
/// <param name="Version">The version as the store's adapter names it; null where the event does not say.</param>
/// <param name="Order">Compared as text among events of one object, larger is later; null where there is no order.</param>
/// <param name="SizeBytes">As the event says; null where it does not.</param>
/// <param name="MediaType">As the event says; null where it does not.</param>
/// <param name="Attempt">How often it has been delivered, this time included; null where it is not counted.</param>
public sealed record ObjectEvent(
    string Id,
    ObjectChange Change,
    BlobAddress Address,
    string? Version,
    string? Order,
    long? SizeBytes = null,
    string? MediaType = null,
    int? Attempt = null
);

/// <summary>What a delivery holds.</summary>
/// <param name="Events">What is to be done.</param>
/// <param name="ValidationCode">Event Grid asks for this code back; null when it does not.</param>
public sealed record EventDelivery(IReadOnlyList<ObjectEvent> Events, string? ValidationCode = null)
{
    /// <summary>What is to be said besides: kinds that are ignored or unknown, events that name no object.</summary>
    public IReadOnlyList<EventNote> Notes { get; init; } = [];

    /// <summary>Of items.</summary>
    /// <param name="items">What was read.</param>
    /// <param name="attempt">How often it was delivered; null where nobody counts, or each item has its own count.</param>
    internal static EventDelivery Of(IEnumerable<EventItem> items, int? attempt = null)
    {
        var all = items.ToList();
        var events = all.Select(one => one.Event).OfType<ObjectEvent>();
        if (attempt is not null)
            events = events.Select(one => one with { Attempt = attempt });
        return new EventDelivery([.. events]) { Notes = [.. all.Select(one => one.Note).OfType<EventNote>()] };
    }
}

/// <summary>A delivery that cannot be taken.</summary>
/// <param name="Reason">Malformed, too large, a format nobody reads here, or a form that is not honoured.</param>
/// <param name="Detail">One sentence: what it is, and what to do.</param>
public sealed record EventError(FailureReason Reason, string Detail)
{
    /// <summary>HTTP status.</summary>
    public int Status => FailureTable.Of(Reason).Status;
}
