namespace Serverless.Core.Quality;

/// <summary>What sort of picture it is.</summary>
public enum PictureKind
{
    /// <summary>Not determined.</summary>
    Unknown,

    /// <summary>A photograph.</summary>
    Photograph,

    /// <summary>Drawn or painted: clip art, a cartoon, a painting.</summary>
    Drawing,

    /// <summary>An icon, an emblem, a logo, a flag.</summary>
    Icon,

    /// <summary>A chart: numbers as bars, lines, areas.</summary>
    Chart,

    /// <summary>A diagram: boxes and arrows, a plan, a map.</summary>
    Diagram,

    /// <summary>A picture of a screen.</summary>
    Screenshot,

    /// <summary>A page of text.</summary>
    Text,

    /// <summary>One colour, or nearly.</summary>
    Blank,
}
