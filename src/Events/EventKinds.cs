using System.Collections.Frozen;

namespace Serverless.Events;

/// <summary>What an event asks for.</summary>
internal enum EventAction
{
    /// <summary>Nothing: no picture came, changed or went.</summary>
    Ignore,

    /// <summary>An object was written.</summary>
    Create,

    /// <summary>An object is gone, or no longer the live one.</summary>
    Delete,

    /// <summary>An object has another name.</summary>
    Rename,

    /// <summary>A directory, with everything in it, has another name.</summary>
    RenameFolder,

    /// <summary>A directory is gone with everything in it.</summary>
    DeleteFolder,
}

/// <summary>A kind of event.</summary>
/// <param name="Name">As the platform writes it, without MinIO's <c>s3:</c>.</param>
/// <param name="Action">What it asks for; of a kind that stands in no row, what its family asks for.</param>
/// <param name="IsKnown">Whether it stands in the table.</param>
internal sealed record EventKind(string Name, EventAction Action, bool IsKnown);

/// <summary>
/// The one table of kinds. A store is asked again about every object, so acting upon too much does no harm, and passing over a kind is
/// always a decision: see docs/operations/events.md.
/// Names: docs.aws.amazon.com/AmazonS3 (notification-how-to-event-types-and-destinations, EventBridge), min.io/docs (bucket
/// notifications),
/// learn.microsoft.com/azure/event-grid/event-schema-blob-storage, cloud.google.com/storage/docs/pubsub-notifications,
/// cloud.google.com/eventarc.
/// </summary>
internal static class EventKinds
{
    private const string S3Prefix = "s3:";

    private static readonly FrozenDictionary<string, EventAction> All = new Dictionary<string, EventAction>(StringComparer.Ordinal)
    {
        // S3, and the stores that speak as it does
        ["ObjectCreated:Put"] = EventAction.Create,
        ["ObjectCreated:Post"] = EventAction.Create,
        ["ObjectCreated:Copy"] = EventAction.Create,
        ["ObjectCreated:CompleteMultipartUpload"] = EventAction.Create,
        ["ObjectCreated:PutRetention"] = EventAction.Ignore, // MinIO: the bytes are as they were
        ["ObjectCreated:PutLegalHold"] = EventAction.Ignore,
        ["ObjectCreated:PutTagging"] = EventAction.Ignore,
        ["ObjectCreated:DeleteTagging"] = EventAction.Ignore,
        ["ObjectRemoved:Delete"] = EventAction.Delete,
        ["ObjectRemoved:DeleteMarkerCreated"] = EventAction.Delete,
        ["ObjectRemoved:DeleteAllVersions"] = EventAction.Delete,
        ["ObjectRemoved:NoOP"] = EventAction.Delete,
        ["LifecycleExpiration:Delete"] = EventAction.Delete,
        ["LifecycleExpiration:DeleteMarkerCreated"] = EventAction.Delete,
        ["LifecycleDelMarkerExpiration:Delete"] = EventAction.Delete,
        ["ReducedRedundancyLostObject"] = EventAction.Delete,
        ["ObjectRestore:Post"] = EventAction.Ignore,
        ["ObjectRestore:Completed"] = EventAction.Ignore,
        ["ObjectRestore:Delete"] = EventAction.Ignore,
        ["ObjectTagging:Put"] = EventAction.Ignore,
        ["ObjectTagging:Delete"] = EventAction.Ignore,
        ["ObjectAcl:Put"] = EventAction.Ignore,
        ["ObjectAnnotation:Put"] = EventAction.Ignore,
        ["ObjectAnnotation:Delete"] = EventAction.Ignore,
        ["LifecycleTransition"] = EventAction.Ignore,
        ["IntelligentTiering"] = EventAction.Ignore,
        ["TestEvent"] = EventAction.Ignore,
        ["BucketCreated"] = EventAction.Ignore,
        ["BucketRemoved"] = EventAction.Ignore,

        // EventBridge's words for S3
        ["Object Created"] = EventAction.Create,
        ["Object Deleted"] = EventAction.Delete,
        ["Object Restore Initiated"] = EventAction.Ignore,
        ["Object Restore Completed"] = EventAction.Ignore,
        ["Object Restore Expired"] = EventAction.Ignore,
        ["Object Storage Class Changed"] = EventAction.Ignore,
        ["Object Access Tier Changed"] = EventAction.Ignore,
        ["Object ACL Updated"] = EventAction.Ignore,
        ["Object Tags Added"] = EventAction.Ignore,
        ["Object Tags Deleted"] = EventAction.Ignore,
        ["AWS API Call via CloudTrail"] = EventAction.Ignore, // tells of calls, not of objects

        // SNS
        ["SNS UnsubscribeConfirmation"] = EventAction.Ignore,

        // Event Grid
        ["Microsoft.Storage.BlobCreated"] = EventAction.Create,
        ["Microsoft.Storage.BlobDeleted"] = EventAction.Delete,
        ["Microsoft.Storage.BlobRenamed"] = EventAction.Rename,
        ["Microsoft.Storage.DirectoryRenamed"] = EventAction.RenameFolder,
        ["Microsoft.Storage.DirectoryDeleted"] = EventAction.DeleteFolder,
        ["Microsoft.Storage.DirectoryCreated"] = EventAction.Ignore,
        ["Microsoft.Storage.BlobTierChanged"] = EventAction.Ignore,
        ["Microsoft.Storage.AsyncOperationInitiated"] = EventAction.Ignore,
        ["Microsoft.Storage.BlobInventoryPolicyCompleted"] = EventAction.Ignore,
        ["Microsoft.Storage.LifecyclePolicyCompleted"] = EventAction.Ignore,
        ["Microsoft.Storage.LifecyclePolicyRunCompleted"] = EventAction.Ignore,
        ["Microsoft.Storage.StorageTaskQueued"] = EventAction.Ignore,
        ["Microsoft.Storage.StorageTaskCompleted"] = EventAction.Ignore,
        ["Microsoft.Storage.StorageTaskAssignmentQueued"] = EventAction.Ignore,
        ["Microsoft.Storage.StorageTaskAssignmentCompleted"] = EventAction.Ignore,
        ["Microsoft.EventGrid.SubscriptionValidationEvent"] = EventAction.Ignore, // answered by the endpoint, not acted upon
        ["Microsoft.EventGrid.SubscriptionDeletedEvent"] = EventAction.Ignore,

        // Cloud Storage: an archived generation is no longer the live one, which is how a deletion shows in a bucket that keeps versions
        ["OBJECT_FINALIZE"] = EventAction.Create,
        ["OBJECT_DELETE"] = EventAction.Delete,
        ["OBJECT_ARCHIVE"] = EventAction.Delete,
        ["OBJECT_METADATA_UPDATE"] = EventAction.Ignore,
        ["google.cloud.storage.object.v1.finalized"] = EventAction.Create,
        ["google.cloud.storage.object.v1.deleted"] = EventAction.Delete,
        ["google.cloud.storage.object.v1.archived"] = EventAction.Delete,
        ["google.cloud.storage.object.v1.metadataUpdated"] = EventAction.Ignore,
        ["google.storage.object.finalize"] = EventAction.Create,
        ["google.storage.object.delete"] = EventAction.Delete,
        ["google.storage.object.archive"] = EventAction.Delete,
        ["google.storage.object.metadataUpdate"] = EventAction.Ignore,
        ["google.cloud.audit.log.v1.written"] = EventAction.Ignore, // tells of calls, not of objects
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What an unknown member of a family asks for; the store is asked again in any case.</summary>
    private static readonly (string Start, EventAction Action)[] Families =
    [
        ("ObjectCreated:", EventAction.Create),
        ("ObjectRemoved:", EventAction.Delete),
        ("LifecycleExpiration:", EventAction.Delete),
    ];

    /// <summary>Looks a kind up.</summary>
    /// <param name="name">As it stands in the event.</param>
    public static EventKind Of(string name)
    {
        var plain = name.StartsWith(S3Prefix, StringComparison.Ordinal) ? name[S3Prefix.Length..] : name;
        if (All.TryGetValue(plain, out var action))
            return new EventKind(plain, action, IsKnown: true);
        var family = Array.Find(Families, one => plain.StartsWith(one.Start, StringComparison.Ordinal) && plain.Length > one.Start.Length);
        return new EventKind(plain, family.Start is null ? EventAction.Ignore : family.Action, IsKnown: false);
    }

    /// <summary>A name that measurements may carry: one of the table.</summary>
    /// <param name="name">As <see cref="EventNote.Kind"/> has it.</param>
    public static bool IsKnown(string name) => All.ContainsKey(name);
}
