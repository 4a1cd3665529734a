namespace Serverless.Results.Listing;

/// <summary>What a file's name says of it.</summary>
public enum NameKind
{
    /// <summary>It ends as pictures' names do.</summary>
    Picture,

    /// <summary>It is plainly something else, or not meant.</summary>
    Other,

    /// <summary>It says nothing: its first bytes do.</summary>
    Unknown,
}
