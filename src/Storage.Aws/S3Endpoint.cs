namespace Serverless.Storage.Aws;

/// <summary>What is known of the service beforehand.</summary>
/// <param name="IsCompatible">Whether it is another service than S3, named by its address.</param>
/// <param name="IsEncrypted">Whether it is spoken to over TLS.</param>
internal sealed record S3Endpoint(bool IsCompatible, bool IsEncrypted)
{
    /// <summary>By its address; null for S3 itself.</summary>
    public static S3Endpoint Of(string? address) =>
        new(address is not null, address?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) != true);
}
