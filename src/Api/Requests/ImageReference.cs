namespace Serverless.Api.Requests;

/// <summary>Where the picture of a request is.</summary>
public abstract record ImageReference
{
    private ImageReference() { }

    /// <summary>In the request.</summary>
    /// <param name="Bytes">The picture.</param>
    public sealed record Sent(ReadOnlyMemory<byte> Bytes) : ImageReference;

    /// <summary>On the web.</summary>
    /// <param name="Url">As it was sent.</param>
    public sealed record AtUrl(string Url) : ImageReference;

    /// <summary>In a store.</summary>
    /// <param name="Address">As it was sent.</param>
    public sealed record InStore(string Address) : ImageReference;
}
