namespace Serverless.Core.Quality;

/// <summary>
/// Tells the kind of a picture: multinomial logistic regression over statistics of pixels and text and what the vision model saw. Pure
/// arithmetic; safe for use by several threads.
/// </summary>
/// <param name="parameters">The fitted numbers.</param>
public sealed class KindClassifier(KindParameters parameters)
{
    /// <summary>Features further out than this many deviations count as this far: nothing alike was learned from.</summary>
    private const double MaxDeviations = 5;

    private readonly IReadOnlyList<PictureKind> _kinds = parameters.ToKinds();

    /// <summary>Reads and checks <c>kinds.json</c>.</summary>
    /// <param name="folder">The vision model's folder.</param>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    public static KindClassifier Read(string folder) => new(KindParameters.Read(Path.Combine(folder, "kinds.json")));

    /// <summary>The probabilities of all kinds.</summary>
    /// <param name="features">Of the picture.</param>
    /// <exception cref="ArgumentException">The state has another width than those that were learned from.</exception>
    public KindProbabilities Of(KindFeatures features)
    {
        if (features.MeanMatchState.Count != parameters.StateWidth)
            throw new ArgumentException($"A state of {parameters.StateWidth} numbers is expected.", nameof(features));
        var standardised = Standardise(features.ToVector(), parameters.Means, parameters.Deviations);
        var logits = (features.Text is null ? parameters.WithoutText : parameters.WithText).Logits(standardised);
        var highest = logits.Max();
        var powers = Array.ConvertAll(logits, logit => Math.Exp(logit - highest));
        var sum = powers.Sum();
        return new KindProbabilities(_kinds, Array.ConvertAll(powers, power => power / sum), parameters.SurePhotograph);
    }

    /// <summary>Subtracts means and divides by deviations, bounded.</summary>
    /// <param name="vector">As many as there are means, or fewer.</param>
    /// <param name="means">Of the pictures that were learned from.</param>
    /// <param name="deviations">Likewise.</param>
    internal static double[] Standardise(double[] vector, IReadOnlyList<double> means, IReadOnlyList<double> deviations)
    {
        var standardised = new double[vector.Length];
        for (var i = 0; i < vector.Length; i++)
            standardised[i] = Math.Clamp((vector[i] - means[i]) / deviations[i], -MaxDeviations, MaxDeviations);
        return standardised;
    }
}
