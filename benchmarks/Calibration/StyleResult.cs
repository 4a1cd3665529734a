using Serverless.Evaluation.CaptionMetrics;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Calibration;

/// <summary>How close sentences are to what people wrote: the captioner's likeliest ones, and those that are chosen.</summary>
/// <param name="Likeliest">The first of each picture.</param>
/// <param name="Chosen">The one that is spoken, by scores fitted on other pictures.</param>
internal sealed record StyleResult(Style Likeliest, Style Chosen)
{
    /// <param name="dataset">With references.</param>
    /// <param name="sentences">All sentences of its pictures.</param>
    /// <param name="isSpoken">[sentences] which are chosen.</param>
    public static StyleResult Of(EvaluationDataset dataset, IReadOnlyList<Observation> sentences, IReadOnlyList<bool> isSpoken)
    {
        var references = dataset.Pictures.ToDictionary(
            picture => picture.Image,
            picture => (IReadOnlyList<IReadOnlyList<string>>)[.. picture.References.Select(PtbTokenizer.Tokenize)]
        );
        Style Of(IEnumerable<Observation> chosen)
        {
            var items = chosen.Select(one => new CaptionItem(PtbTokenizer.Tokenize(one.Text), references[one.Picture])).ToList();
            return new Style(Bleu.Corpus(items)[^1], items.Average(new Cider(items).EachD));
        }

        return new StyleResult(Of(sentences.Where(one => one.Beam == 0)), Of(sentences.Where((_, i) => isSpoken[i])));
    }
}

/// <summary>Metrics over all pictures.</summary>
/// <param name="Bleu">BLEU-4, 0 to 1.</param>
/// <param name="Cider">CIDEr-D.</param>
internal sealed record Style(double Bleu, double Cider);
