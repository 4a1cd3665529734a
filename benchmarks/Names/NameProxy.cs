using Serverless.Benchmarks.Calibration;
using Serverless.Core.Classification;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;
using Serverless.Evaluation.Datasets;

namespace Serverless.Benchmarks.Names;

/// <summary>
/// A name is called right where one of the five references names the thing, something that is one (a poodle is a dog), or a kind above it;
/// names of several things where all of them are right. A proxy: people write of what they find worth telling, so a thing that is there
/// but untold counts as wrong.
/// </summary>
internal sealed class NameProxy
{
    private readonly Dictionary<string, List<HashSet<int>>> _meanings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Mentions> _mentioned;
    private readonly SpokenNames _names;

    public NameProxy(ImageClassifier classifier, EvaluationDataset dataset)
    {
        _names = new SpokenNames(classifier);
        foreach (var label in classifier.Hierarchy.Classes.Concat(classifier.Hierarchy.Kinds))
        {
            foreach (var words in (string?[])[label.Name.Split(" (")[0], classifier.DisplayNames.Of(label)])
                AddMeaning(words, label.Classes);
        }

        foreach (var noun in classifier.Nouns.All.Where(noun => noun.Classes.Count > 0))
            AddMeaning(noun.Text, noun.Classes);
        _mentioned = dataset.Pictures.ToDictionary(picture => picture.Image, picture => MentionsOf(picture.References, classifier));
    }

    public double Score(string image, Label label) =>
        _mentioned[image].Classes.Exists(classes => classes.IsSubsetOf(label.Classes) || classes.IsSupersetOf(label.Classes)) ? 1 : 0;

    public double Score(string image, NamedThings named) =>
        named.All.All(thing => IsMentioned(image, new SpokenName(thing.Tag, thing.Label))) ? 1 : 0;

    /// <summary>The same for the names that a caption says.</summary>
    public double Score(string image, Caption caption) => _names.FindIn(caption.Text!).All(name => IsMentioned(image, name)) ? 1 : 0;

    private bool IsMentioned(string image, SpokenName name) =>
        (name.Tag is { } tag && _mentioned[image].Tags.Contains(tag)) || (name.Label is { } label && Score(image, label) > 0);

    private Mentions MentionsOf(IReadOnlyList<string> references, ImageClassifier classifier) =>
        new(
            [
                .. references
                    .SelectMany(ScoredText.Words)
                    .Select(Plural.Drop)
                    .Distinct()
                    .Where(_meanings.ContainsKey)
                    .SelectMany(word => _meanings[word]),
            ],
            [.. references.SelectMany(text => classifier.Nouns.FindIn(text)).SelectMany(noun => noun.Tags)]
        );

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

    /// <summary>What the references of a picture name.</summary>
    private sealed record Mentions(List<HashSet<int>> Classes, HashSet<Tag> Tags);
}
