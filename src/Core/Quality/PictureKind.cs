namespace Serverless.Core.Quality;

/// <summary>What sort of picture it is.</summary>
public enum PictureKind
{
    /// <summary>Not determined.</summary>
    Unknown,

    /// <summary>A photograph.</summary>
    Photograph,

    /// <summary>Drawn or generated: flat areas, few colours.</summary>
    Drawing,

    /// <summary>A chart or diagram.</summary>
    Chart,

    /// <summary>A picture of a screen.</summary>
    Screenshot,

    /// <summary>A page of text.</summary>
    Text,

    /// <summary>One colour, or nearly.</summary>
    Blank,
}
