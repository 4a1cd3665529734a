using Serverless.Benchmarks.Calibration;
using Serverless.Core.Classification;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Names;

/// <summary>
/// A name is called right where one of the five references names the thing, something that is one (a poodle is a dog), or a kind above it.
/// A proxy: people write of what they find worth telling, so a thing that is there but untold counts as wrong.
/// </summary>
internal sealed class NameProxy
{
    private readonly Dictionary<string, List<HashSet<int>>> _meanings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<HashSet<int>>> _mentioned;
    private readonly DisplayNames _nameable;

    public NameProxy(ImageClassifier classifier, EvaluationDataset dataset)
    {
        _nameable = classifier.DisplayNames;
        foreach (var label in classifier.Hierarchy.Classes.Concat(classifier.Hierarchy.Kinds))
        {
            foreach (var words in (string?[])[label.Name.Split(" (")[0], classifier.DisplayNames.Of(label)])
                AddMeaning(words, label.Classes);
        }

        foreach (var noun in classifier.Nouns.All)
            AddMeaning(noun.Text, noun.Classes);
        _mentioned = dataset.Pictures.ToDictionary(
            picture => picture.Image,
            picture =>
                picture
                    .References.SelectMany(ScoredText.Words)
                    .Select(Plural.Drop)
                    .Distinct()
                    .Where(_meanings.ContainsKey)
                    .SelectMany(word => _meanings[word])
                    .ToList()
        );
    }

    public double Score(string image, Label label) =>
        _mentioned[image].Exists(classes => classes.IsSubsetOf(label.Classes) || classes.IsSupersetOf(label.Classes)) ? 1 : 0;

    /// <summary>The same for the name that a caption says.</summary>
    public double Score(string image, Caption caption)
    {
        bool IsSaid(ImageLabel label) => _nameable.Of(label.Label) is { } words && caption.Text!.EndsWith(words, StringComparison.Ordinal);
        return Score(image, caption.Labels!.First(IsSaid).Label);
    }

    /// <summary>A name of several words is found by its last one.</summary>
    private void AddMeaning(string? words, IReadOnlyList<int> classes)
    {
        if (words is null)
            return;
        var head = Plural.Drop(ScoredText.Words(words)[^1]);
        if (!_meanings.TryGetValue(head, out var list))
            _meanings[head] = list = [];
        list.Add([.. classes]);
    }
}
