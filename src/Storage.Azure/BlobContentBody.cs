using Azure.Core;
using Serverless.Core.Storage;

namespace Serverless.Storage.Azure;

/// <summary>Content as Azure.Core's pipeline wants it: opened anew at every try, never held in memory.</summary>
internal sealed class BlobContentBody(BlobContent content) : RequestContent
{
    public override async Task WriteToAsync(Stream stream, CancellationToken cancellation)
    {
        await using var source = content.Open();
        await source.CopyToAsync(stream, cancellation);
    }

    public override void WriteTo(Stream stream, CancellationToken cancellation)
    {
        using var source = content.Open();
        source.CopyTo(stream);
    }

    public override bool TryComputeLength(out long length)
    {
        length = content.Length;
        return true;
    }

    public override void Dispose()
    {
    }
}
