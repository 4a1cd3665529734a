namespace Serverless.Core.Quality;

/// <summary>
/// What the models can know of words about a picture. They learned photographs, and drawings that were made for them: of real graphics
/// they tell right words from wrong ones no better than chance.
/// </summary>
public enum TextScope
{
    /// <summary>Surely a photograph: the score decides.</summary>
    Photograph,

    /// <summary>No photograph, or perhaps none: even odds at best, and never without a person looking.</summary>
    Doubtful,

    /// <summary>
    /// Our own sentence names another medium ("an icon of a circle") than the photograph that it seems to be: one of the two is wrong.
    /// </summary>
    Contrary,

    /// <summary>A blank or noise: nothing can be said.</summary>
    Nothing,
}
