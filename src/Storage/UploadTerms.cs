namespace Serverless.Storage;

/// <summary>What a presigned upload takes.</summary>
/// <param name="MediaType">The declared media type.</param>
/// <param name="Length">Bytes, exactly.</param>
/// <param name="Lifetime">From now on; 1 second to 7 days.</param>
public sealed record UploadTerms(string MediaType, long Length, TimeSpan Lifetime);

/// <summary>A signed address.</summary>
/// <param name="Address">Takes one PUT. It is a secret until it expires.</param>
/// <param name="Headers">Headers of the PUT, signed where the store can sign them.</param>
/// <param name="ExpiresAt">After this the store refuses.</param>
public sealed record PresignedUpload(Uri Address, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);
