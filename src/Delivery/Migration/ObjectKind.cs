namespace Serverless.Delivery.Migration;

/// <summary>What an object is to a migration.</summary>
internal enum ObjectKind
{
    /// <summary>What keeps a version of a picture from being captioned once more.</summary>
    Tombstone,

    /// <summary>A result about a picture.</summary>
    Result,

    /// <summary>The sidecar that names the latest result.</summary>
    Pointer,

    /// <summary>A caption, kept under its id for reviews.</summary>
    Caption,

    /// <summary>A person's decision on a caption.</summary>
    Review,

    /// <summary>A picture.</summary>
    Picture,
}
