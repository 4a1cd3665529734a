using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Events.Tests;

/// <summary>
/// Every kind of event, in the form its platform writes it, and what is made of it: acted upon, ignored on purpose, or said to be unknown.
/// A new kind is a row.
/// </summary>
public sealed class EventKindTests
{
    /// <summary>Form, kind (an operation behind a blank), changes it comes to (commas between), and what is said of it.</summary>
    public static TheoryData<string, string, string, string> Kinds =>
        new()
        {
            { "s3", "ObjectCreated:Put", "Created", "" },
            { "s3", "s3:ObjectCreated:Put", "Created", "" },
            { "s3", "ObjectCreated:Post", "Created", "" },
            { "s3", "ObjectCreated:Copy", "Created", "" },
            { "s3", "ObjectCreated:CompleteMultipartUpload", "Created", "" },
            { "s3", "ObjectCreated:Append", "Created", "Unknown ObjectCreated:Append" },
            { "s3", "s3:ObjectCreated:PutRetention", "", "Ignored ObjectCreated:PutRetention" },
            { "s3", "s3:ObjectCreated:PutLegalHold", "", "Ignored ObjectCreated:PutLegalHold" },
            { "s3", "ObjectRemoved:Delete", "Deleted", "" },
            { "s3", "ObjectRemoved:DeleteMarkerCreated", "Deleted", "" },
            { "s3", "s3:ObjectRemoved:NoOP", "Deleted", "" },
            { "s3", "ObjectRemoved:Vanished", "Deleted", "Unknown ObjectRemoved:Vanished" },
            { "s3", "LifecycleExpiration:Delete", "Deleted", "" },
            { "s3", "LifecycleExpiration:DeleteMarkerCreated", "Deleted", "" },
            { "s3", "ReducedRedundancyLostObject", "Deleted", "" },
            { "s3", "ObjectRestore:Post", "", "Ignored ObjectRestore:Post" },
            { "s3", "ObjectRestore:Completed", "", "Ignored ObjectRestore:Completed" },
            { "s3", "ObjectTagging:Put", "", "Ignored ObjectTagging:Put" },
            { "s3", "ObjectTagging:Delete", "", "Ignored ObjectTagging:Delete" },
            { "s3", "ObjectAcl:Put", "", "Ignored ObjectAcl:Put" },
            { "s3", "LifecycleTransition", "", "Ignored LifecycleTransition" },
            { "s3", "ObjectDreamt:Of", "", "Unknown ObjectDreamt:Of" },
            { "s3", "<script>", "", "Unknown ?script?" },
            { "s3 3.0", "ObjectCreated:Put", "", "Unknown ObjectCreated:Put of version 3.0" },
            { "s3 test", "s3:TestEvent", "", "Ignored TestEvent" },
            { "eventbridge", "Object Created", "Created", "" },
            { "eventbridge", "Object Deleted", "Deleted", "" },
            { "eventbridge", "Object Restore Completed", "", "Ignored Object Restore Completed" },
            { "eventbridge", "Object Tags Added", "", "Ignored Object Tags Added" },
            { "eventbridge", "Object ACL Updated", "", "Ignored Object ACL Updated" },
            { "eventbridge", "AWS API Call via CloudTrail", "", "Ignored AWS API Call via CloudTrail" },
            { "eventbridge", "Object Lost", "", "Unknown Object Lost" },
            { "grid", "Microsoft.Storage.BlobCreated PutBlob", "Created", "" },
            { "grid", "Microsoft.Storage.BlobCreated PutBlockList", "Created", "" },
            { "grid", "Microsoft.Storage.BlobCreated CopyBlob", "Created", "" },
            { "grid", "Microsoft.Storage.BlobCreated FlushWithClose", "Created", "" },
            { "grid", "Microsoft.Storage.BlobCreated SftpCommit", "Created", "" },
            { "grid", "Microsoft.Storage.BlobCreated CreateFile", "", "Ignored Microsoft.Storage.BlobCreated CreateFile" },
            { "grid", "Microsoft.Storage.BlobCreated SftpCreate", "", "Ignored Microsoft.Storage.BlobCreated SftpCreate" },
            {
                "grid",
                "Microsoft.Storage.BlobCreated PutBlobByThought",
                "Created",
                "Unknown Microsoft.Storage.BlobCreated PutBlobByThought"
            },
            { "grid", "Microsoft.Storage.BlobDeleted DeleteBlob", "Deleted", "" },
            { "grid", "Microsoft.Storage.BlobDeleted DeleteFile", "Deleted", "" },
            { "grid", "Microsoft.Storage.BlobDeleted SftpRemove", "Deleted", "" },
            { "grid", "Microsoft.Storage.BlobRenamed RenameFile", "Created,Deleted", "" },
            { "grid", "Microsoft.Storage.BlobRenamed SftpRename", "Created,Deleted", "" },
            { "grid", "Microsoft.Storage.DirectoryRenamed RenameDirectory", "FolderCreated,FolderDeleted", "" },
            { "grid", "Microsoft.Storage.DirectoryDeleted DeleteDirectory", "FolderDeleted", "" },
            { "grid", "Microsoft.Storage.DirectoryCreated CreateDirectory", "", "Ignored Microsoft.Storage.DirectoryCreated" },
            { "grid", "Microsoft.Storage.BlobTierChanged SetBlobTier", "", "Ignored Microsoft.Storage.BlobTierChanged" },
            { "grid", "Microsoft.Storage.AsyncOperationInitiated SetBlobTier", "", "Ignored Microsoft.Storage.AsyncOperationInitiated" },
            { "grid", "Microsoft.Storage.BlobInventoryPolicyCompleted", "", "Ignored Microsoft.Storage.BlobInventoryPolicyCompleted" },
            { "grid", "Microsoft.Storage.LifecyclePolicyCompleted", "", "Ignored Microsoft.Storage.LifecyclePolicyCompleted" },
            { "grid", "Microsoft.Storage.BlobDreamt", "", "Unknown Microsoft.Storage.BlobDreamt" },
            { "grid", "Contoso.Items.ItemReceived", "", "Unknown Contoso.Items.ItemReceived" },
            { "grid nothing", "Microsoft.Storage.BlobCreated PutBlob", "", "Unreadable Microsoft.Storage.BlobCreated" },
            {
                "grid nothing",
                "Microsoft.Storage.BlobRenamed RenameFile",
                "",
                "Unreadable Microsoft.Storage.BlobRenamed destinationUrl,Unreadable Microsoft.Storage.BlobRenamed sourceUrl"
            },
            { "cloudevent", "Microsoft.Storage.BlobCreated FlushWithClose", "Created", "" },
            { "cloudevent", "Microsoft.Storage.BlobRenamed RenameFile", "Created,Deleted", "" },
            { "cloudevent", "Microsoft.Storage.DirectoryRenamed RenameDirectory", "FolderCreated,FolderDeleted", "" },
            { "cloudevent", "Microsoft.Storage.BlobTierChanged", "", "Ignored Microsoft.Storage.BlobTierChanged" },
            { "cloudevent", "google.cloud.storage.object.v1.finalized", "Created", "" },
            { "cloudevent", "google.cloud.storage.object.v1.deleted", "Deleted", "" },
            { "cloudevent", "google.cloud.storage.object.v1.archived", "Deleted", "" },
            {
                "cloudevent",
                "google.cloud.storage.object.v1.metadataUpdated",
                "",
                "Ignored google.cloud.storage.object.v1.metadataUpdated"
            },
            { "cloudevent", "google.cloud.storage.object.v2.finalized", "", "Unknown google.cloud.storage.object.v2.finalized" },
            { "cloudevent", "google.cloud.audit.log.v1.written", "", "Ignored google.cloud.audit.log.v1.written" },
            { "cloudevent", "com.amazonaws.s3.ObjectCreated:Copy", "Created", "" },
            { "cloudevent", "com.amazonaws.s3.ObjectAcl:Put", "", "Ignored ObjectAcl:Put" },
            { "cloudevent", "org.example.something", "", "Unknown org.example.something" },
            { "pubsub", "OBJECT_FINALIZE", "Created", "" },
            { "pubsub", "OBJECT_DELETE", "Deleted", "" },
            { "pubsub", "OBJECT_ARCHIVE", "Deleted", "" },
            { "pubsub", "OBJECT_METADATA_UPDATE", "", "Ignored OBJECT_METADATA_UPDATE" },
            { "pubsub", "OBJECT_DREAM", "", "Unknown OBJECT_DREAM" },
            { "unwrapped", "OBJECT_FINALIZE", "Created", "" },
            { "unwrapped", "OBJECT_ARCHIVE", "Deleted", "" },
            { "unwrapped", "OBJECT_METADATA_UPDATE", "", "Ignored OBJECT_METADATA_UPDATE" },
            { "legacy", "google.storage.object.finalize", "Created", "" },
            { "legacy", "google.storage.object.delete", "Deleted", "" },
            { "legacy", "google.storage.object.archive", "Deleted", "" },
            { "legacy", "google.storage.object.metadataUpdate", "", "Ignored google.storage.object.metadataUpdate" },
            { "legacy", "google.pubsub.topic.publish", "", "Unknown google.pubsub.topic.publish" },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_is_acted_upon_or_said(string form, string kind, string changes, string notes)
    {
        var read = EventReader.Read(
            Request(
                form,
                kind.Split(' ') is [var type, var api] && form.StartsWith("grid", StringComparison.Ordinal) | form == "cloudevent"
                    ? (type, api)
                    : (kind, "")
            )
        );
        Assert.True(read.TryGet(out var delivery, out var fault), fault?.Detail);
        Assert.Equal(changes, string.Join(',', delivery.Events.Select(one => one.Change)));
        Assert.Equal(notes, string.Join(',', delivery.Notes.Select(note => $"{note.Reason} {note.Kind}")));
    }

    private static EventRequest Request(string form, (string Type, string Api) kind)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = form == "cloudevent" ? "application/cloudevents+json" : "application/json",
        };
        if (form == "unwrapped")
            (headers["x-goog-pubsub-message-id"], headers["eventType"]) = ("1", kind.Type);
        return new EventRequest(headers, Encoding.UTF8.GetBytes(Body(form, kind.Type, kind.Api).ToJsonString()));
    }

    private static JsonNode Body(string form, string type, string api) =>
        form switch
        {
            "s3 test" => new JsonObject
            {
                ["Service"] = "Amazon S3",
                ["Event"] = type,
                ["Bucket"] = "photos",
            },
            _ when form.StartsWith("s3", StringComparison.Ordinal) => new JsonObject
            {
                ["Records"] = new JsonArray(Record(type, form == "s3" ? "2.3" : form[3..])),
            },
            "eventbridge" => new JsonObject
            {
                ["source"] = "aws.s3",
                ["detail-type"] = type,
                ["detail"] = new JsonObject
                {
                    ["bucket"] = new JsonObject { ["name"] = "photos" },
                    ["object"] = new JsonObject { ["key"] = "in/a.png" },
                },
            },
            "grid" => new JsonArray(
                new JsonObject
                {
                    ["id"] = "1",
                    ["eventType"] = type,
                    ["data"] = Blob(api),
                }
            ),
            "grid nothing" => new JsonArray(
                new JsonObject
                {
                    ["id"] = "1",
                    ["eventType"] = type,
                    ["data"] = new JsonObject { ["api"] = api },
                }
            ),
            "cloudevent" => new JsonObject
            {
                ["specversion"] = "1.0",
                ["id"] = "1",
                ["source"] = "s",
                ["type"] = type,
                ["subject"] = "in/a.png",
                ["data"] = Merged(Blob(api), Resource()),
            },
            "pubsub" => new JsonObject
            {
                ["message"] = new JsonObject
                {
                    ["attributes"] = new JsonObject
                    {
                        ["eventType"] = type,
                        ["bucketId"] = "photos",
                        ["objectId"] = "in/a.png",
                    },
                },
                ["subscription"] = "s",
            },
            "unwrapped" => Resource(),
            _ => new JsonObject
            {
                ["context"] = new JsonObject { ["eventType"] = type, ["eventId"] = "1" },
                ["data"] = Resource(),
            },
        };

    private static JsonObject Record(string name, string version) =>
        new()
        {
            ["eventVersion"] = version,
            ["eventSource"] = "aws:s3",
            ["eventName"] = name,
            ["s3"] = new JsonObject
            {
                ["bucket"] = new JsonObject { ["name"] = "photos" },
                ["object"] = new JsonObject { ["key"] = "in/a.png" },
            },
        };

    private static JsonObject Blob(string api) =>
        new()
        {
            ["api"] = api,
            ["url"] = "https://acct.blob.core.windows.net/photos/in/a.png",
            ["sourceUrl"] = "https://acct.dfs.core.windows.net/photos/in/old",
            ["destinationUrl"] = "https://acct.dfs.core.windows.net/photos/in/new",
        };

    private static JsonObject Resource() =>
        new()
        {
            ["bucket"] = "photos",
            ["name"] = "in/a.png",
            ["generation"] = "1",
        };

    private static JsonObject Merged(JsonObject one, JsonObject other)
    {
        foreach (var (name, value) in other)
            one[name] = value?.DeepClone();
        return one;
    }
}
