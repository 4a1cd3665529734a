namespace Serverless.Results.Reviews;

/// <summary>Why a reviewer cannot be shown the picture.</summary>
public enum MissingPicture
{
    /// <summary>It was posted, and the host keeps no pictures (CAPTION_KEEP_PICTURES).</summary>
    NotKept,

    /// <summary>It is in a store that this host reads no pictures from.</summary>
    NotReachable,

    /// <summary>The store has it no more, or only another version of it.</summary>
    Gone,

    /// <summary>It cannot be decoded, or it is larger than this host takes.</summary>
    NotReadable,
}

/// <summary>The picture that a caption is about.</summary>
/// <param name="Jpeg">A small JPEG; null where there is none.</param>
/// <param name="Missing">Why there is none; null where there is one.</param>
public sealed record PicturePreview(byte[]? Jpeg, MissingPicture? Missing)
{
    /// <summary>Longer side in pixels.</summary>
    public const int MaxSide = 512;
}
