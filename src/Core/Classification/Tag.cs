namespace Serverless.Core.Classification;

/// <summary>Something that a picture may show beside others, or where it was taken.</summary>
/// <param name="Id">Its place among the model's tags, from 0.</param>
/// <param name="Name">Singular, without article: "person".</param>
/// <param name="Plural">"people".</param>
/// <param name="Phrase">With article: "a person".</param>
/// <param name="IsScene">A place ("kitchen"), and not a thing.</param>
/// <param name="Where">How a scene is said behind things, "in a kitchen"; null where it is not said so, and of things.</param>
/// <param name="Synset">WordNet 3.0 id; null where WordNet has no such thing.</param>
/// <param name="Scale">Of the calibration, above 0.</param>
/// <param name="Offset">Of the calibration.</param>
public sealed record Tag(
    int Id,
    string Name,
    string Plural,
    string Phrase,
    bool IsScene,
    string? Where,
    string? Synset,
    double Scale,
    double Offset
)
{
    /// <summary>The calibrated probability: 1 / (1 + exp(-(scale · logit + offset))).</summary>
    /// <param name="logit">Of the model.</param>
    /// <returns>0 to 1.</returns>
    public double ProbabilityOf(float logit) => 1 / (1 + Math.Exp(-((Scale * logit) + Offset)));
}
