using System.Net;
using System.Net.Http.Headers;

namespace Serverless.Storage.Gcp;

/// <summary>Content as HttpClient wants it: never held in memory.</summary>
internal sealed class BlobContentBody : HttpContent
{
    private readonly BlobContent _content;

    public BlobContentBody(BlobContent content)
    {
        _content = content;
        Headers.ContentType = MediaTypeHeaderValue.Parse(content.MediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var source = _content.Open();
        await source.CopyToAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Length;
        return true;
    }
}
