namespace Serverless.Results.Documents;

/// <summary>An address that takes one picture.</summary>
/// <param name="UploadUrl">Takes one PUT. A secret until it expires.</param>
/// <param name="Blob">What to name as image.blob afterwards.</param>
/// <param name="ExpiresAt">When both are over.</param>
/// <param name="Headers">What the PUT must carry.</param>
public sealed record UploadDocument(string UploadUrl, string Blob, DateTimeOffset ExpiresAt, IReadOnlyDictionary<string, string> Headers);
