using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Serverless.Events;
using Serverless.Storage;

namespace Serverless.Hosts.Azure.Triggers;

/// <summary>Blobs as they come, by Event Grid. Public, as the worker wants functions to be.</summary>
/// <param name="uploads">Takes them.</param>
public sealed class BlobFunction(UploadDelivery uploads)
{
    private const string Name = "CaptionBlob";

    /// <summary>
    /// Takes a blob; <c>CaptionContainer</c> names the container, <c>CaptionContainerStorage</c> its account. The client only names the
    /// blob: a stream would be opened before our code runs, and a blob deleted meanwhile would fail five times.
    /// </summary>
    /// <param name="picture">The blob; its store reads it.</param>
    /// <param name="context">The invocation.</param>
    [Function(Name)]
    public Task RunAsync(
        [BlobTrigger("%CaptionContainer%/{name}", Source = BlobTriggerSource.EventGrid, Connection = "CaptionContainerStorage")]
            BlobClient picture,
        FunctionContext context
    )
    {
        var address = new BlobAddress("az", $"{picture.AccountName}/{picture.BlobContainerName}", picture.Name);
        var created = new ObjectEvent(context.InvocationId, ObjectChange.Created, address, Version: null, Order: null);
        return uploads.TakeAsync(Name, new EventDelivery([created]), context.CancellationToken);
    }
}
