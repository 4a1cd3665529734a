using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Serverless.Core;
using Serverless.Results;
using Serverless.Storage;

namespace Serverless.Delivery.Migration;

/// <summary>
/// The digest of the bytes that a document is about. A caption tells it; for a failure, a tombstone, and words that were joined or written
/// into the file, the picture itself is read at the document's version.
/// </summary>
internal static class ContentDigests
{
    private static readonly byte[] GzipMagic = [0x1f, 0x8b];

    /// <summary>The version that names the bytes.</summary>
    /// <param name="pictures">The pictures at the source.</param>
    /// <param name="picture">The picture's key.</param>
    /// <param name="document">A result or tombstone.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>"" where the bytes are gone and nothing tells their digest.</returns>
    public static async Task<Result<string, StoreFailure>> OfAsync(
        IBlobStore pictures,
        string picture,
        JsonObject document,
        CancellationToken cancellationToken
    )
    {
        var version = Documents.TextOf(document, "version");
        if (ContentVersion.IsOne(version))
            return version!;
        var told = Documents.TextOf(document, "caption", "image", "sha256") is { } sha256 ? ContentVersion.Of(sha256) : null;
        if (told is not null && !MayBeOfOther(document))
            return told;
        if (version is null)
            return told ?? "";
        var found = await pictures.FindAsync(picture, cancellationToken);
        if (found.Failure is { Reason: not (StoreFailureReason.NotFound or StoreFailureReason.InvalidKey) } unknown)
            return unknown;
        if (found.Value?.Version != version)
            return told ?? "";
        if (!(await DigestAsync(pictures, picture, version, cancellationToken)).TryGet(out var digest, out var failure))
            return failure.Reason is StoreFailureReason.Changed or StoreFailureReason.NotFound ? told ?? "" : failure;
        return ContentVersion.Of(digest);
    }

    /// <summary>
    /// Words of an equal picture carry that one's digest; a run over an archive may have written its words into the file.
    /// </summary>
    private static bool MayBeOfOther(JsonObject document) => document.ContainsKey("sameAs") || document.ContainsKey("identity");

    /// <summary>The digest as captions have it: of what comes of a picture that lies compressed.</summary>
    private static async Task<Result<string, StoreFailure>> DigestAsync(
        IBlobStore pictures,
        string picture,
        string version,
        CancellationToken cancellationToken
    )
    {
        if (!(await SpooledObject.ReadAsync(pictures, picture, version, cancellationToken)).TryGet(out var spooled, out var failure))
            return failure;
        using (spooled)
        {
            using var plain = spooled.Open();
            var magic = new byte[GzipMagic.Length];
            if (await plain.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken) < magic.Length)
                return spooled.Sha256;
            if (!magic.AsSpan().SequenceEqual(GzipMagic))
                return spooled.Sha256;
            plain.Position = 0;
            try
            {
                await using var unzipped = new GZipStream(plain, CompressionMode.Decompress);
                return Convert.ToHexStringLower(await SHA256.HashDataAsync(unzipped, cancellationToken));
            }
            catch (InvalidDataException)
            {
                return spooled.Sha256; // damaged: its failure is about the bytes as they are
            }
        }
    }
}
