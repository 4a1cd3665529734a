using System.Security.Cryptography;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>An object as it is to stand at the destination.</summary>
internal sealed class PreparedObject : IDisposable
{
    private readonly SpooledObject? _file;
    private readonly byte[] _bytes = [];

    private PreparedObject(SpooledObject file) => (_file, Properties, Sha256, Length) = (file, file.Properties, file.Sha256, file.Length);

    private PreparedObject(byte[] bytes, BlobProperties properties) =>
        (_bytes, Properties, Sha256, Length) = (bytes, properties, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);

    private BlobProperties Properties { get; }

    /// <summary>The digest of its bytes, 64 hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>What it is.</summary>
    public string MediaType => Properties.MediaType ?? "application/octet-stream";

    /// <summary>Metadata of the source.</summary>
    public IReadOnlyDictionary<string, string>? Metadata => Properties.Metadata;

    /// <summary>A picture, which is copied as it is; it is disposed with this.</summary>
    /// <param name="file">Its bytes.</param>
    public static PreparedObject Of(SpooledObject file) => new(file);

    /// <summary>A document.</summary>
    /// <param name="bytes">Its bytes at the destination.</param>
    /// <param name="properties">Its properties at the source.</param>
    public static PreparedObject Of(byte[] bytes, BlobProperties properties) => new(bytes, properties);

    /// <summary>Opens the bytes from the start.</summary>
    public Stream Open() => _file?.Open() ?? new MemoryStream(_bytes, writable: false);

    /// <summary>Whether a document of the destination says the same in its own store's terms.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="other">The other's bytes.</param>
    public bool SaysSame(ObjectKind kind, byte[] other) => _file is null && Documents.SaySame(kind, _bytes, other);

    public void Dispose() => _file?.Dispose();
}
