using Serverless.Core.Classification;

namespace Serverless.Benchmarks.Names;

/// <summary>Finds the names of things in a caption that was made of them: "probably a tabby and a person in a kitchen".</summary>
internal sealed class SpokenNames
{
    private readonly List<(string Phrase, SpokenName Name)> _phrases;

    public SpokenNames(ImageClassifier classifier)
    {
        var byPhrase = new Dictionary<string, SpokenName>(StringComparer.Ordinal);
        foreach (var label in classifier.Hierarchy.Classes.Concat(classifier.Hierarchy.Kinds))
        {
            if (classifier.DisplayNames.Of(label) is { } phrase)
                byPhrase[phrase] = new SpokenName(null, label);
        }

        foreach (var tag in classifier.Tags?.All ?? [])
        {
            foreach (var phrase in new[] { tag.Phrase, tag.Where }.OfType<string>())
                byPhrase[phrase] = new SpokenName(tag, byPhrase.GetValueOrDefault(phrase)?.Label);
        }

        _phrases = [.. byPhrase.OrderByDescending(pair => pair.Key.Length).Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>The names in a caption, longer phrases before shorter ones that are part of them.</summary>
    /// <param name="caption">Its text.</param>
    public IReadOnlyList<SpokenName> FindIn(string caption)
    {
        var rest = $" {caption.Replace(",", " ,", StringComparison.Ordinal)} ";
        var found = new List<SpokenName>();
        foreach (var (phrase, name) in _phrases)
        {
            var words = $" {phrase.Replace(",", " ,", StringComparison.Ordinal)} ";
            if (!rest.Contains(words, StringComparison.Ordinal))
                continue;
            rest = rest.Replace(words, " | ", StringComparison.Ordinal);
            found.Add(name);
        }

        return found;
    }
}

/// <summary>What a phrase stands for: a tag, a label, or both.</summary>
internal sealed record SpokenName(Tag? Tag, Label? Label);
