using System.Net.Http.Headers;
using System.Text;
using Google;
using Google.Apis.Storage.v1;
using StorageObject = Google.Apis.Storage.v1.Data.Object;

namespace Serverless.Storage.Gcp;

/// <summary>
/// The two requests that Google's client cannot make as the port wants them; its connections, credentials, documents and failures are used
/// all the same. Reading: <c>DownloadObject</c> pushes bytes into a stream and gives the object's properties when all are there; the port
/// hands out a stream with the properties before it, and refuses what is too large before a byte is read. That would take a second request
/// for every read. Writing: <c>UploadObject</c> knows resumable uploads alone: two requests for every small document, and for every
/// transfer a chunk held in memory (10 MiB, or a request for each 256 KiB).
/// </summary>
/// <param name="service">The client's service.</param>
/// <param name="bucket">The bucket.</param>
internal sealed class MediaClient(StorageService service, string bucket)
{
    /// <summary>
    /// Opens an object's bytes (cloud.google.com/storage/docs/json_api/v1/objects/get); its properties are in the headers.
    /// </summary>
    /// <param name="key">Its key.</param>
    /// <param name="selection">The version and range.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="GoogleApiException">Any answer that is no success.</exception>
    public Task<HttpResponseMessage> OpenAsync(string key, BlobSelection selection, CancellationToken cancellationToken)
    {
        var version = selection.Version is null ? "" : "&generation=" + Uri.EscapeDataString(selection.Version);
        var address = $"{service.BaseUri}b/{bucket}/o/{Uri.EscapeDataString(key)}?alt=media{version}";
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip")); // what is unpacked on the way has no length
        if (selection.IsRange)
            request.Headers.TryAddWithoutValidation("Range", selection.RangeHeader);
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Writes an object in one request, a multipart upload (cloud.google.com/storage/docs/uploading-objects).</summary>
    /// <param name="endpoint">The address of the service, without a slash at the end.</param>
    /// <param name="key">Its key.</param>
    /// <param name="content">The bytes, streamed.</param>
    /// <param name="condition">What must hold.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="GoogleApiException">Any answer that is no success.</exception>
    public async Task<StorageObject> PutAsync(
        string endpoint,
        string key,
        BlobContent content,
        WriteCondition condition,
        CancellationToken cancellationToken
    )
    {
        var precondition =
            condition.MustBeAbsent ? "&ifGenerationMatch=0"
            : condition.Version is { } version ? "&ifGenerationMatch=" + Uri.EscapeDataString(version)
            : "";
        var metadata = content.Metadata.ToDictionary(StringComparer.Ordinal);
        var description = new StorageObject
        {
            Name = key,
            ContentType = content.MediaType,
            Metadata = metadata,
        };
        var address = new Uri($"{endpoint}/upload/storage/v1/b/{bucket}/o?uploadType=multipart{precondition}");
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new MultipartContent("related")
            {
                new StringContent(service.SerializeObject(description), Encoding.UTF8, "application/json"),
                new BlobContentBody(content),
            },
        };
        using var response = await SendAsync(request, cancellationToken);
        return await service.DeserializeResponse<StorageObject>(response);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await service.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            var error = await service.DeserializeError(response);
            throw new GoogleApiException(service.Name) { HttpStatusCode = response.StatusCode, Error = error };
        }
    }
}
