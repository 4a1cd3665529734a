namespace Serverless.Core.AltText;

/// <summary>What a picture is for on its page (W3C WAI, "An alt Decision Tree").</summary>
public enum ImageRole
{
    /// <summary>Not given.</summary>
    Unknown,

    /// <summary>Conveys information.</summary>
    Informative,

    /// <summary>A link or a button.</summary>
    Functional,

    /// <summary>Only there to please the eye.</summary>
    Decorative,

    /// <summary>A chart, map or diagram.</summary>
    Complex,
}

/// <summary>The page around a picture.</summary>
public sealed record CaptionContext
{
    /// <summary>Nothing known.</summary>
    public static CaptionContext None { get; } = new();

    /// <summary>What the picture is for. Default unknown.</summary>
    public ImageRole Role { get; init; }

    /// <summary>
    /// Where a functional picture leads: an http(s) address, a path, a fragment, mailto:, tel: or sms:. Its query is never shown.
    /// </summary>
    public string? LinkTarget { get; init; }

    /// <summary>Text next to the picture; an alt text that repeats it is reported.</summary>
    public string? NearbyText { get; init; }

    /// <summary>The alt text it has: another text, which is checked by itself and never becomes ours.</summary>
    public string? ExistingAlt { get; init; }

    /// <summary>Its file name; an alt text that is no more than that is noticed.</summary>
    public string? FileName { get; init; }
}
