using System.Security.Cryptography;

namespace Serverless.Packages.Oci;

/// <summary>A small document of a registry with its media type: a manifest or an index.</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Bytes">As stored: its digest is over these.</param>
public sealed record OciContent(string MediaType, byte[] Bytes)
{
    /// <summary><c>sha256:</c> and the digest of the bytes.</summary>
    public string Digest { get; } = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>What stands for it in others.</summary>
    public OciDescriptor Descriptor => new(MediaType, Digest, Bytes.Length);
}
