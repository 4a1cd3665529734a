namespace Serverless.Core.Quality;

/// <summary>How likely each kind is.</summary>
public sealed class KindProbabilities
{
    private readonly IReadOnlyList<PictureKind> _kinds;
    private readonly IReadOnlyList<double> _values;

    /// <param name="kinds">At least one, each once.</param>
    /// <param name="values">One a kind, 0 to 1, their sum 1.</param>
    /// <param name="surePhotograph">From this probability on it is surely a photograph, 0 to 1.</param>
    internal KindProbabilities(IReadOnlyList<PictureKind> kinds, IReadOnlyList<double> values, double surePhotograph)
    {
        (_kinds, _values) = (kinds, values);
        IsSurelyPhotograph = Of(PictureKind.Photograph) >= surePhotograph;
    }

    /// <summary>Whether it is a photograph beyond doubt.</summary>
    public bool IsSurelyPhotograph { get; }

    /// <summary>The likeliest kind; of equals the first of the model's list.</summary>
    public PictureKind Likeliest => _kinds[Enumerable.Range(0, _kinds.Count).MaxBy(i => _values[i])];

    /// <summary>The likeliest of the others.</summary>
    /// <param name="excluded">The kind that it is not.</param>
    public PictureKind LikeliestBut(PictureKind excluded) =>
        _kinds[Enumerable.Range(0, _kinds.Count).Where(i => _kinds[i] != excluded).MaxBy(i => _values[i])];

    /// <summary>The probability of a kind.</summary>
    /// <param name="kind">Any; 0 for one that the model does not know.</param>
    /// <returns>0 to 1.</returns>
    public double Of(PictureKind kind)
    {
        for (var i = 0; i < _kinds.Count; i++)
            if (_kinds[i] == kind)
                return _values[i];
        return 0;
    }
}
