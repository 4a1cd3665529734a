using Serverless.Core.AltText;

namespace Serverless.Core.Classification;

/// <summary>Something that a photograph shows, in words.</summary>
/// <param name="Phrase">With its article: "a dog".</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="Tag">The tag behind it; null where a label alone is.</param>
/// <param name="Label">The label behind it; null where a tag alone is.</param>
public sealed record NamedThing(string Phrase, double Probability, Tag? Tag, Label? Label);

/// <summary>What a photograph shows and where it was taken, ready to be said.</summary>
/// <param name="Things">At most three, the likeliest first; empty where nothing but the scene is sure.</param>
/// <param name="Scene">The likeliest place; null where none is sure.</param>
/// <param name="IsCertain">Whether all of it is certain: only then it may be said without "probably".</param>
public sealed record NamedThings(IReadOnlyList<NamedThing> Things, NamedThing? Scene, bool IsCertain)
{
    /// <summary>The probability of the least likely of all that is said, 0 to 1.</summary>
    public double Probability => All.Min(thing => thing.Probability);

    /// <summary>Everything that is said, the scene last.</summary>
    public IEnumerable<NamedThing> All => Scene is null ? Things : [.. Things, Scene];

    /// <summary>"a person, a dog and a car on a street"; a scene alone is "a kitchen".</summary>
    /// <param name="words">How things are said together.</param>
    internal string TextIn(NameWords words)
    {
        if (Things.Count == 0)
            return Scene!.Phrase;
        var phrases = Things.Select(thing => thing.Phrase).ToList();
        var things =
            phrases.Count == 1
                ? phrases[0]
                : Sentence.Fill(words.Last, ("things", string.Join(words.Between, phrases[..^1])), ("last", phrases[^1]));
        return Scene?.Tag?.Where is { } where ? Sentence.Fill(words.Place, ("things", things), ("place", where)) : things;
    }
}
