using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Calibration;

/// <summary>
/// A proxy, no judgement of people: a caption counts as right when at least two thirds of its content words occur in the five sentences
/// people wrote for the picture (plural s dropped).
/// </summary>
internal sealed class AgreementProxy(EvaluationDataset dataset)
{
    private const double MinAgreement = 2 / 3.0;

    private static readonly HashSet<string> StopWords =
    [
        .. (
            "a an the is are in on of and with to at by his her its their in through into near while that there some other an it he "
            + "she they them for from as up down out over"
        ).Split(' '),
    ];

    private readonly Dictionary<string, HashSet<string>> _words = dataset.Pictures.ToDictionary(
        picture => picture.Image,
        picture => picture.References.SelectMany(ContentWords).ToHashSet(StringComparer.Ordinal)
    );

    public double? Score(string image, string caption)
    {
        var words = ContentWords(caption).ToList();
        return words.Count == 0 ? 0
            : words.Count(_words[image].Contains) >= MinAgreement * words.Count ? 1
            : 0;
    }

    private static IEnumerable<string> ContentWords(string text) =>
        ScoredText.Words(text).Where(word => !StopWords.Contains(word)).Select(Plural.Drop);
}
