namespace Serverless.Core.Quality;

/// <summary>
/// What the models can know of a text about a picture. They were trained on photographs and on generated drawings: on real graphics they
/// tell right texts from wrong ones no better than chance.
/// </summary>
public enum TextScope
{
    /// <summary>Surely a photograph: the score decides.</summary>
    Photograph,

    /// <summary>No photograph, or perhaps none: even odds at best, and always to be reviewed.</summary>
    Doubtful,

    /// <summary>
    /// Our own sentence names another medium ("an icon of a circle") than the photograph that it seems to be: one of the two is wrong.
    /// </summary>
    Contrary,

    /// <summary>A blank or noise: nothing can be described.</summary>
    Nothing,
}
