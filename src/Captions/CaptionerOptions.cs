namespace Serverless.Captions;

/// <summary>How a model is found, checked and run.</summary>
public sealed record CaptionerOptions
{
    /// <summary>Which model to take where packages brought several; null for the only one. Ignored where a folder is named.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// Files with public keys on P-256 as PEM, of which one must have signed the model's package; a folder that is no package is refused
    /// then. Empty, the default: a model is taken unsigned, as every other file of the program is.
    /// </summary>
    public IReadOnlyList<string> TrustedKeys { get; init; } = [];

    /// <summary>Threads of one picture, at least 1; null for one for every second processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Largest picture in pixels, width times height. Default 50 megapixels.</summary>
    public long MaxPixels { get; init; } = 50_000_000;
}
