using Serverless.Storage;

namespace Serverless.Results.Processing;

/// <summary>A picture in a store, and where its results are.</summary>
/// <param name="Results">The results of its folder.</param>
/// <param name="Key">Its key in the store.</param>
/// <param name="Address">Its address.</param>
/// <param name="Version">The version that is meant; null for the one that is there.</param>
public sealed record StoredPicture(ResultStore Results, string Key, BlobAddress Address, string? Version)
{
    /// <summary>Its place among the versions; null where the store gives none.</summary>
    public string? Order { get; init; }

    /// <summary>Whether nothing but its first bytes tells that it is a picture.</summary>
    public bool IsUncertain { get; init; }
}
