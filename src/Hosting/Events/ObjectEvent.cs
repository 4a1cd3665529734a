using Serverless.Core.Storage;

namespace Serverless.Hosting.Events;

/// <summary>What happened to an object.</summary>
public enum ObjectChange
{
    /// <summary>It was written, new or over an older one.</summary>
    Created,

    /// <summary>It was deleted.</summary>
    Deleted,
}

/// <summary>An event about an object, whatever cloud it comes from and whatever carried it. What it says is a hint: the store is asked again.</summary>
/// <param name="Id">Names the event at its source, for logs.</param>
/// <param name="Change">What happened.</param>
/// <param name="Address">The object, its key decoded.</param>
/// <param name="Version">The version as the store's adapter names it; null where the event does not tell.</param>
/// <param name="Order">Compared as text among events of one object, larger is later; null where there is no order.</param>
/// <param name="SizeBytes">As told; null where it is not.</param>
/// <param name="MediaType">As told; null where it is not.</param>
/// <param name="Attempt">How often it has been delivered, this time included; null where nobody counts.</param>
public sealed record ObjectEvent(string Id, ObjectChange Change, BlobAddress Address, string? Version, string? Order, long? SizeBytes = null, string? MediaType = null, int? Attempt = null);

/// <summary>What a delivery holds.</summary>
/// <param name="Events">Events about objects; other kinds are left out.</param>
/// <param name="ValidationCode">Event Grid asks for this code back; null when it does not.</param>
public sealed record EventDelivery(IReadOnlyList<ObjectEvent> Events, string? ValidationCode = null)
{
    /// <summary>Nothing that concerns us.</summary>
    public static EventDelivery Nothing { get; } = new([]);
}

/// <summary>A delivery that cannot be read.</summary>
/// <param name="Status">400 malformed, 415 a format nobody reads here.</param>
/// <param name="Detail">One sentence.</param>
public sealed record EventFault(int Status, string Detail);
