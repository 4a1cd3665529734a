namespace Serverless.Captions;

/// <summary>What a picture is for on its page (W3C WAI, "An alt Decision Tree").</summary>
public enum PictureRole
{
    /// <summary>Not said.</summary>
    Unknown,

    /// <summary>Tells something.</summary>
    Informative,

    /// <summary>A link or a button.</summary>
    Functional,

    /// <summary>Only there to please the eye: its alt text is empty.</summary>
    Decorative,

    /// <summary>A chart, map or diagram.</summary>
    Complex,
}
