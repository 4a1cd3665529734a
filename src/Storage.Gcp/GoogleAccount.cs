using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Google.Apis.Services;
using Google.Apis.Storage.v1;
using Google.Cloud.Storage.V1;
using Serverless.Core;

namespace Serverless.Storage.Gcp;

/// <summary>
/// Who this process is to Google, and the client it has for that. Found at the first call, not at the start; a search that failed is made
/// again.
/// </summary>
/// <param name="endpoint">The address of the service, without a slash at the end.</param>
/// <param name="isEmulator">An emulator gets no token; uploads to it are signed all the same.</param>
/// <param name="timeout">How long the service may take to respond.</param>
/// <param name="find">Finds the credentials.</param>
internal sealed class GoogleAccount(string endpoint, bool isEmulator, TimeSpan timeout, Func<Task<GoogleCredential>> find)
{
    private volatile Task<Result<GoogleCredential, StoreFailure>>? _found;
    private volatile StorageClient? _client;

    /// <summary>The address of the service, without a slash at the end.</summary>
    public string Endpoint => endpoint;

    /// <summary>The client; <see cref="StoreFailureReason.NoCredentials"/> where there are none to be found.</summary>
    public async Task<Result<StorageClient, StoreFailure>> ClientAsync()
    {
        if (_client is { } known)
            return known;
        if (isEmulator)
            return Cache(Connect(null));
        var found = await FindAsync();
        return found.TryGet(out var credential, out var failure) ? Cache(Connect(new GoogleIdentity(credential))) : failure;
    }

    /// <summary>What signs uploads: the key of a service account, or IAM's signBlob for the machine's or an impersonated one.</summary>
    public async Task<Result<UrlSigner, StoreFailure>> SignerAsync()
    {
        var found = await FindAsync();
        if (!found.TryGet(out var credential, out var failure))
            return failure;
        try
        {
            return UrlSigner.FromCredential(credential);
        }
        catch (InvalidOperationException) // credentials of another kind
        {
            return new StoreFailure(
                StoreFailureReason.NotSupported,
                "Only a service account can sign uploads, and these Google credentials are of another kind."
            );
        }
    }

    private StorageClient Cache(StorageClient made) => Interlocked.CompareExchange(ref _client, made, null) ?? made;

    private StorageClientImpl Connect(GoogleIdentity? identity)
    {
        var service = new StorageService(
            new BaseClientService.Initializer
            {
                ApplicationName = "Serverless",
                BaseUri = endpoint + "/storage/v1/",
                DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
                GZipEnabled = false, // what is unpacked on the way has no length
                HttpClientFactory = new RetryingHttpClientFactory(timeout),
                HttpClientInitializer = identity,
                MaxUrlLength = 0, // longer ones would become POSTs in disguise, and a name alone may need 9 KB
            }
        );
        return new StorageClientImpl(service);
    }

    private Task<Result<GoogleCredential, StoreFailure>> FindAsync()
    {
        var found = _found;
        var isOpen = found is { IsCompleted: false } || (found is { IsCompletedSuccessfully: true } && found.Result.Failure is null);
        return isOpen ? found! : _found = SearchAsync();
    }

    private async Task<Result<GoogleCredential, StoreFailure>> SearchAsync()
    {
        try
        {
            return await find();
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return GoogleFailures.NoCredentials(error);
        }
    }
}
