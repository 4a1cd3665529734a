using Amazon.S3;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Google.Cloud.Storage.V1;
using Serverless.Testing.Emulators;

namespace Serverless.Benchmarks.Stores;

/// <summary>The vendors' clients by themselves: create only if absent, read whole into memory.</summary>
internal static class VendorClients
{
    private const string Container = "photos",
        Type = "application/octet-stream";

    public static Task<StoreRun> S3Async(AmazonS3Client client, byte[] bytes, int count, int parallel) =>
        StoreRun.OfAsync(
            async key =>
            {
                var (content, absent) = (new MemoryStream(bytes), "*");
                await client.PutObjectAsync(
                    new()
                    {
                        BucketName = Container,
                        Key = key,
                        InputStream = content,
                        IfNoneMatch = absent,
                    }
                );
            },
            async key =>
            {
                using var response = await client.GetObjectAsync(Container, key);
                using var kept = new MemoryStream();
                await response.ResponseStream.CopyToAsync(kept);
            },
            count,
            parallel
        );

    public static Task<StoreRun> AzureAsync(CloudEmulator cloud, byte[] bytes, int count, int parallel)
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2023_11_03);
        var container = new BlobContainerClient(cloud.Environment["AZURE_STORAGE_CONNECTION_STRING"], Container, options);
        var absent = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        return StoreRun.OfAsync(
            async key => await container.GetBlobClient(key).UploadAsync(new MemoryStream(bytes), absent),
            async key => await container.GetBlobClient(key).DownloadContentAsync(),
            count,
            parallel
        );
    }

    public static async Task<StoreRun> GoogleAsync(CloudEmulator cloud, byte[] bytes, int count, int parallel)
    {
        var address = cloud.Environment["STORAGE_EMULATOR_HOST"] + "/storage/v1/";
        using var client = await new StorageClientBuilder { BaseUri = address, UnauthenticatedAccess = true }.BuildAsync();
        var absent = new UploadObjectOptions { IfGenerationMatch = 0 };
        return await StoreRun.OfAsync(
            async key => await client.UploadObjectAsync(Container, key, Type, new MemoryStream(bytes), absent),
            async key =>
            {
                using var kept = new MemoryStream();
                await client.DownloadObjectAsync(Container, key, kept);
            },
            count,
            parallel
        );
    }
}
