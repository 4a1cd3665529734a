using System.Net;
using System.Text.Json;
using Serverless.Core.Storage;

namespace Serverless.Hosting.Events.Forms;

/// <summary>Azure's events about blobs (learn.microsoft.com/azure/event-grid/event-schema-blob-storage), in Event Grid's schema and as CloudEvents.</summary>
internal static class BlobEvents
{
    /// <summary><c>CreateFile</c> comes before the data and is not among them.</summary>
    private static readonly string[] Written = ["PutBlob", "PutBlockList", "CopyBlob", "FlushWithClose", "SftpCommit"];

    /// <summary>Event Grid's own array, or one event of it.</summary>
    public static EventDelivery OfEventGrid(JsonElement root, int? attempt)
    {
        var all = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToList() : [root];
        var code = all.FirstOrDefault(one => one.Text("eventType") == "Microsoft.EventGrid.SubscriptionValidationEvent").Text("data", "validationCode");
        return new EventDelivery([.. all.Select(one => Of(one.Text("eventType"), one.Text("id"), one.At("data"), attempt)).OfType<ObjectEvent>()], code);
    }

    public static ObjectEvent? Of(string? type, string? id, JsonElement? data, int? attempt)
    {
        ObjectChange? change = type switch
        {
            "Microsoft.Storage.BlobCreated" when Written.Contains(data?.Text("api")) => ObjectChange.Created,
            "Microsoft.Storage.BlobDeleted" => ObjectChange.Deleted,
            _ => null,
        };
        if (change is null || data?.Text("url") is not { } url || AddressOf(url) is not { } address) return null;
        return new ObjectEvent(id ?? "", change.Value, address, data.Value.Text("eTag")?.Trim('"'), data.Value.Text("sequencer"), data.Value.Whole("contentLength"), data.Value.Text("contentType"), attempt);
    }

    /// <summary>The account is the host's first label, with an emulator the path's first segment; the name is percent-decoded once.</summary>
    public static BlobAddress? AddressOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) return null;
        var path = url[(url.IndexOf(address.Authority, StringComparison.OrdinalIgnoreCase) + address.Authority.Length)..].TrimStart('/'); // as written: Uri would decode some of it
        var isEmulator = address.Host == "localhost" || IPAddress.TryParse(address.Host, out _);
        var parts = path.Split('?')[0].Split('/', isEmulator ? 3 : 2);
        var (account, container, name) = isEmulator && parts.Length == 3 ? (parts[0], parts[1], parts[2]) : !isEmulator && parts.Length == 2 ? (address.Host.Split('.')[0], parts[0], parts[1]) : ("", "", "");
        return name.Length > 0 && PercentCode.Decode(name) is { } key ? new BlobAddress("az", $"{account}/{container}", key) : null;
    }
}
