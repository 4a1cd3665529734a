using Serverless.Core.Classification;

namespace Serverless.Core.Tests.Classification;

/// <summary>
/// Tags beside <see cref="ToyLabels"/>: person, dog, cat, boat (k3), sandwich and hot dog below it, wolf (no label knows it), and two
/// scenes, of which only the kitchen is said behind things.
/// </summary>
internal sealed class ToyTags : IDisposable
{
    private const string Relations = """
        person	-	-
        dog	n3	k1
        cat	k2 n1 n2	k1
        boat	k3 n4	-
        sandwich	n5	-
        hot dog	-	-
        kitchen	-	-
        grass	-	-
        """;

    private const string Names = """
        n1	tabby	a tabby
        n2	siamese	-
        n3	poodle	a poodle
        n4	seaplane	a seaplane
        n5	mug	a mug
        k1	animal	an animal
        k2	cat	a cat
        k3	boat	a boat
        k4	aircraft	an aircraft
        """;

    private static readonly ClassificationParameters Levels = new(1, "toy", "1.0.0", "test", 1, 0.5, 0.75, 0.9, 0.9, 0, 1, 0.8, 0.5);

    private readonly ToyLabels _labels = new();

    public ToyTags()
    {
        Tags = TagSet.Read(_labels.File("tags.json", TagsJson()));
        TagRelations = TagRelations.Read(_labels.File("tag-relations.tsv", Relations), Tags, _labels.Hierarchy);
    }

    public TagSet Tags { get; }

    public TagRelations TagRelations { get; }

    public LabelHierarchy Hierarchy => _labels.Hierarchy;

    public string File(string name, string text) => _labels.File(name, text);

    /// <summary>What would be said of a photograph; null for nothing.</summary>
    /// <param name="tags">"person 0.9, dog 0.8": probabilities of tags; the others have a hundredth.</param>
    /// <param name="classes">Five probabilities that sum to 1.</param>
    public NamedThings? Select(string tags, params ReadOnlySpan<double> classes) =>
        new ThingSelection(
            DisplayNames.Read(_labels.File("spoken.tsv", Names), Hierarchy),
            TagRelations,
            [Hierarchy.ById["k1"]],
            Levels
        ).Of(Seen(tags, classes));

    /// <summary>A photograph; the parameters as for <see cref="Select"/>.</summary>
    public ClassifiedPicture Seen(string tags, params ReadOnlySpan<double> classes)
    {
        var logits = new float[Tags.Count];
        Array.Fill(logits, LogitOf(0.01));
        foreach (var one in tags.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var at = one.LastIndexOf(' ');
            var tag = Tags.All.Single(tag => tag.Name == one[..at]);
            logits[tag.Id] = LogitOf(double.Parse(one[(at + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        }

        return new ClassifiedPicture(_labels.Seen(1, classes), new TagProbabilities(Tags, logits));
    }

    public void Dispose() => _labels.Dispose();

    private static float LogitOf(double probability) => (float)Math.Log(probability / (1 - probability));

    private static string TagsJson()
    {
        string Tag(int id, string label, string phrase, string synset, string? where = null, string kind = "thing") =>
            $$"""
                { "id": {{id}}, "label": "{{label}}", "plural": "{{label}}s", "phrase": "{{phrase}}", "kind": "{{kind}}",
                  "synset": "{{synset}}", {{(
                    where is null ? "" : $"\"where\": \"{where}\","
                )}} "calibration": { "scale": 1, "offset": 0 } }
                """;
        string[] tags =
        [
            Tag(0, "person", "a person", "n00000001"),
            Tag(1, "dog", "a dog", "n00000002"),
            Tag(2, "cat", "a cat", "n00000003"),
            Tag(3, "boat", "a boat", "n00000004"),
            Tag(4, "sandwich", "a sandwich", "n00000005"),
            Tag(5, "hot dog", "a hot dog", "n00000006"),
            Tag(6, "kitchen", "a kitchen", "n00000007", "in a kitchen", "scene"),
            Tag(7, "grass", "grass", "n00000008", null, "scene"),
        ];
        return $"{{ \"tags\": [{string.Join(",", tags)}] }}";
    }
}
