namespace Serverless.Core.Imaging;

/// <summary>Why bytes are no picture that can be described.</summary>
public enum ImageFailureReason
{
    /// <summary>The bytes are of a format that is not accepted, or of none that is known.</summary>
    UnsupportedFormat,

    /// <summary>The picture ends before its header says it should.</summary>
    Truncated,

    /// <summary>More pixels, or a longer side, than the limits allow.</summary>
    Dimensions,

    /// <summary>More frames or pages than the limits allow.</summary>
    Frames,

    /// <summary>The header or the pixel data is damaged.</summary>
    Unreadable,
}

/// <summary>A picture refused by the imaging room.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Detail">One sentence for the sender; never a path or a library's internals.</param>
public sealed record ImageFailure(ImageFailureReason Reason, string Detail);
