using System.Net;
using System.Text.Json;
using Serverless.Storage;

namespace Serverless.Events.Formats;

/// <summary>
/// Azure's events about blobs (learn.microsoft.com/azure/event-grid/event-schema-blob-storage), in Event Grid's schema and as
/// CloudEvents.
/// </summary>
internal static class BlobEvents
{
    private const string Validation = "Microsoft.EventGrid.SubscriptionValidationEvent";

    /// <summary>These come before the data; another event comes with it.</summary>
    private static readonly string[] BeforeData = ["CreateFile", "SftpCreate"];

    /// <summary>Operations that write a blob. One that is not listed is taken as writing too, and said.</summary>
    private static readonly string[] Written =
    [
        "PutBlob",
        "PutBlockList",
        "PutBlobFromUrl",
        "CopyBlob",
        "CopyBlobFromUrl",
        "FlushWithClose",
        "SftpCommit",
        "UndeleteBlob",
    ];

    /// <summary>Event Grid's own array, or one event of it.</summary>
    public static EventDelivery OfEventGrid(JsonElement root, int? attempt)
    {
        var all = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToList() : [root];
        var code = all.FirstOrDefault(one => one.Text("eventType") == Validation).Text("data", "validationCode");
        var items = all.Where(one => one.Text("eventType") != Validation)
            .SelectMany(one => Of(one.Text("eventType") ?? "", one.Text("id"), one.At("data")));
        return EventDelivery.Of(items, attempt) with { ValidationCode = code };
    }

    /// <summary>What an event asks for: a rename is an object that came and one that went.</summary>
    public static IEnumerable<EventItem> Of(string type, string? id, JsonElement? data)
    {
        var kind = KindOf(type, data?.Text("api"));
        return kind.Action switch
        {
            EventAction.Rename =>
            [
                Moved(kind, id, data, "destinationUrl", ObjectChange.Created),
                Moved(kind, id, data, "sourceUrl", ObjectChange.Deleted),
            ],
            EventAction.RenameFolder =>
            [
                Moved(kind, id, data, "destinationUrl", ObjectChange.FolderCreated),
                Moved(kind, id, data, "sourceUrl", ObjectChange.FolderDeleted),
            ],
            EventAction.DeleteFolder => [Moved(kind, id, data, "url", ObjectChange.FolderDeleted)],
            EventAction.Create => [EventItem.Of(kind, ObjectOf(ObjectChange.Created, id, data))],
            EventAction.Delete => [EventItem.Of(kind, ObjectOf(ObjectChange.Deleted, id, data))],
            _ => [EventItem.Of(kind, null)],
        };
    }

    /// <summary>
    /// The account is the host's first label, with an emulator the path's first segment. The name is percent-decoded once.
    /// </summary>
    public static BlobAddress? AddressOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
            return null;
        // as written: Uri would decode some of it
        var start = url.IndexOf(address.Authority, StringComparison.OrdinalIgnoreCase) + address.Authority.Length;
        var path = url[start..].TrimStart('/');
        var isEmulator = address.Host == "localhost" || IPAddress.TryParse(address.Host, out _);
        var parts = path.Split('?')[0].Split('/', isEmulator ? 3 : 2);
        var (account, container, name) =
            isEmulator && parts.Length == 3 ? (parts[0], parts[1], parts[2])
            : !isEmulator && parts.Length == 2 ? (address.Host.Split('.')[0], parts[0], parts[1])
            : ("", "", "");
        return name.Length > 0 && PercentEncoding.Decode(name) is { } key ? new BlobAddress("az", $"{account}/{container}", key) : null;
    }

    /// <summary>
    /// The kind, with the operation where it decides: what is written before its data is passed over, an operation of no table is said.
    /// </summary>
    private static EventKind KindOf(string type, string? api)
    {
        var kind = EventKinds.Of(type);
        if (type != "Microsoft.Storage.BlobCreated" || Written.Contains(api))
            return kind;
        var isEarly = BeforeData.Contains(api);
        return new EventKind($"{type} {api}".TrimEnd(), isEarly ? EventAction.Ignore : EventAction.Create, IsKnown: isEarly);
    }

    private static ObjectEvent? ObjectOf(ObjectChange change, string? id, JsonElement? data) =>
        data?.Text("url") is not { } url || AddressOf(url) is not { } address
            ? null
            : new ObjectEvent(
                id ?? "",
                change,
                address,
                data.Value.Text("eTag")?.Trim('"'),
                data.Value.Text("sequencer"),
                data.Value.Whole("contentLength"),
                data.Value.Text("contentType")
            );

    /// <summary>A rename tells no version: the store is asked for it. A sequencer counts the events of one name alone.</summary>
    private static EventItem Moved(EventKind kind, string? id, JsonElement? data, string field, ObjectChange change)
    {
        if (data?.Text(field) is not { } url || AddressOf(url) is not { } address)
        {
            return EventItem.NoteOf(EventNoteReason.Unreadable, $"{kind.Name} {field}");
        }

        var isFolder = change is ObjectChange.FolderCreated or ObjectChange.FolderDeleted;
        if (isFolder && !address.IsFolder)
            address = address.With(address.Key + "/");
        return new EventItem(
            new ObjectEvent(id ?? "", change, address, null, change == ObjectChange.Created ? data.Value.Text("sequencer") : null),
            null
        );
    }
}
