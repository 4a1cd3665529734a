using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Serverless.Storage.Aws;

/// <summary>
/// Finds out once whether a compatible store keeps <c>If-None-Match</c> and <c>If-Match</c>: many take the headers and write all the same,
/// and every promise of "once" would be void. The result is shared by all callers, so no caller's cancellation ends the probe. A small
/// object next to the one to be written is put twice and deleted.
/// </summary>
internal sealed class ConditionProbe(IAmazonS3 client, string bucket)
{
    private const string Name = ".caption-probe-";

    private static readonly StoreFailure Refusal = new(
        StoreFailureReason.NotSupported,
        "This S3-compatible store does not keep If-None-Match and If-Match; conditional writes cannot be trusted to it."
    );

    private volatile Task<bool>? _result;

    public async Task<StoreFailure?> RefusalAsync(string key, CancellationToken cancellationToken)
    {
        var probed = _result;
        if (probed is null || probed.IsFaulted || probed.IsCanceled)
            _result = probed = ProbeAsync($"{key[..(key.LastIndexOf('/') + 1)]}{Name}{Guid.NewGuid():N}");
        try
        {
            return await probed.WaitAsync(cancellationToken) ? null : Refusal;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && S3Failures.Of(error, null) is { } failure)
        {
            return failure;
        }
    }

    private async Task<bool> ProbeAsync(string key)
    {
        await PutAsync(key, request => request.IfNoneMatch = "*");
        try
        {
            return !await PutAsync(key, request => request.IfNoneMatch = "*")
                && !await PutAsync(key, request => request.IfMatch = "\"no such version\"");
        }
        finally
        {
            await client.DeleteObjectAsync(bucket, key);
        }
    }

    private async Task<bool> PutAsync(string key, Action<PutObjectRequest> condition)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            ContentBody = "",
            UseChunkEncoding = false,
        };
        condition(request);
        try
        {
            await client.PutObjectAsync(request);
            return true;
        }
        catch (AmazonS3Exception refused) when (refused.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            return false;
        }
    }
}
