using Serverless.Core.Classification;
using Serverless.Core.Quality;
using Serverless.Trainer.Signals;

namespace Serverless.Trainer.Heads;

/// <summary>All numbers of a model that training may change.</summary>
/// <param name="Quality">Of sentences.</param>
/// <param name="Names">Of names; null where the model brings no recogniser of its own.</param>
internal sealed record ModelHeads(QualityParameters Quality, ClassificationParameters? Names)
{
    /// <summary>The curves of one sort of words; none where the model says no such words.</summary>
    /// <param name="words">Which.</param>
    public IReadOnlyList<ScoreCurve> Curves(JudgedWords words) =>
        words switch
        {
            JudgedWords.Given => Quality.Given,
            JudgedWords.Own => Quality.Own,
            _ => Names is null ? [] : [NamesCurve.Of(Names)],
        };

    /// <summary>From which score on words of the model are good; null for given ones, of which nothing is promised.</summary>
    /// <param name="words">Which.</param>
    public double? Good(JudgedWords words) =>
        words switch
        {
            JudgedWords.Own => Quality.Good,
            JudgedWords.Names => Names?.Good,
            _ => null,
        };

    /// <summary>Whether the curves of some words are others.</summary>
    /// <param name="other">The other model.</param>
    /// <param name="words">Which.</param>
    public bool Differs(ModelHeads other, JudgedWords words) => !Curves(words).SequenceEqual(other.Curves(words));
}
