using System.ComponentModel;

namespace Serverless.Core.AltText;

/// <summary>What a picture is for on its page (W3C WAI, "An alt Decision Tree").</summary>
public enum ImageRole
{
    /// <summary>Not said.</summary>
    Unknown,

    /// <summary>Tells something.</summary>
    Informative,

    /// <summary>A link or a button.</summary>
    Functional,

    /// <summary>Only there to please the eye.</summary>
    Decorative,

    /// <summary>A chart, map or diagram.</summary>
    Complex,
}

/// <summary>What is known of the place of a picture.</summary>
public sealed record CaptionContext
{
    /// <summary>Nothing known.</summary>
    public static CaptionContext None { get; } = new();

    /// <summary>What the picture is for.</summary>
    [DefaultValue(ImageRole.Unknown)]
    public ImageRole Role { get; init; }

    /// <summary>
    /// Where a functional picture leads: an http(s) address, a path, a fragment, mailto:, tel: or sms:; other schemes are refused. With
    /// the role functional the alt text says this; query, user info and what looks like a key are never said.
    /// </summary>
    public string? LinkTarget { get; init; }

    /// <summary>Text beside the picture; what it says already is noticed.</summary>
    public string? NearbyText { get; init; }

    /// <summary>The alt text that the page has: judged by itself; it never becomes the picture's alt text.</summary>
    public string? ExistingAlt { get; init; }

    /// <summary>The picture's file name; an alt text that is no more than that is noticed.</summary>
    public string? FileName { get; init; }
}
