using Serverless.Core.AltText;
using Serverless.Core.Inference;
using Serverless.Core.Preprocessing;
using Serverless.Core.Quality;

namespace Serverless.Core.Classification;

/// <summary>
/// Classifies photographs, and finds texts that contradict the labels. Trained on photographs: drawings, charts, text or noise get labels
/// all the same, so callers classify photographs only. Safe for use by several threads.
/// </summary>
public sealed class ImageClassifier : IDisposable
{
    private const double EvenOdds = 0.5;
    private const string LabelsFile = "labels.json",
        TagsFile = "tags.json";

    /// <summary>Animal, vehicle and food: of these a photograph usually shows one sort.</summary>
    private static readonly string[] RivalKinds = ["n00015388", "n04524313", "n07555863"];

    private readonly LabelModel _model;
    private readonly LabelHierarchy _hierarchy;
    private readonly DisplayNames _displayNames;
    private readonly CaptionNouns _nouns;
    private readonly TagRelations? _relations;
    private readonly ClassificationParameters _parameters;
    private readonly ThingSelection _selection;

    private ImageClassifier(LabelModel model, TagSet? tags, string folder)
    {
        _model = model;
        Tags = tags;
        _hierarchy = LabelHierarchy.Read(Path.Combine(folder, LabelsFile), model.ClassCount);
        _displayNames = DisplayNames.Read(Path.Combine(folder, "spoken.tsv"), _hierarchy);
        _relations = tags is null ? null : TagRelations.Read(Path.Combine(folder, "tag-relations.tsv"), tags, _hierarchy);
        var nouns = Path.Combine(folder, "nouns.tsv");
        _nouns = tags is null
            ? CaptionNouns.Read(nouns, _hierarchy)
            : CaptionNouns.Read(nouns, _hierarchy, Path.Combine(folder, "tag-nouns.tsv"), tags, _relations!);
        _parameters = ClassificationParameters.Read(Path.Combine(folder, ClassificationParameters.FileName));
        _selection = new ThingSelection(
            _displayNames,
            _relations,
            [.. RivalKinds.Where(_hierarchy.ById.ContainsKey).Select(id => _hierarchy.ById[id])],
            _parameters
        );
    }

    /// <summary>What the model takes.</summary>
    public PreprocessProfile Profile => _model.Profile;

    /// <summary>The names.</summary>
    public LabelHierarchy Hierarchy => _hierarchy;

    /// <summary>The tags; null where the model has none.</summary>
    public TagSet? Tags { get; }

    /// <summary>Name and version, and the numbers.</summary>
    public ClassificationParameters Parameters => _parameters;

    internal LabelModel Model => _model;

    internal DisplayNames DisplayNames => _displayNames;

    internal CaptionNouns Nouns => _nouns;

    /// <summary>Loads and verifies an image model with its labels.</summary>
    /// <param name="folder">A folder in the Hugging Face layout with <c>labels.json</c>, <c>spoken.tsv</c>, <c>nouns.tsv</c> and
    /// <c>recognition.json</c>, and with <c>tags.json</c> where it has tags.</param>
    /// <param name="settings">How to run it.</param>
    /// <param name="hasGraph">Whether its graph is loaded; false where a joint vision model stands for it.</param>
    /// <returns>Null where the image model has no labels.</returns>
    /// <exception cref="InvalidDataException">A file is missing, damaged or does not fit the others; the message names it and the line or
    /// entry.</exception>
    public static ImageClassifier? Load(string folder, RuntimeSettings settings, bool hasGraph = true)
    {
        if (!File.Exists(Path.Combine(folder, LabelsFile)))
            return null;
        var tags = File.Exists(Path.Combine(folder, TagsFile)) ? TagSet.Read(Path.Combine(folder, TagsFile)) : null;
        var model = LabelModel.Load(folder, settings, hasGraph, tags?.Count);
        try
        {
            return new ImageClassifier(model, tags, folder);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Classifies photographs in one run.</summary>
    /// <param name="pixels">Of the profile's size, at least one.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[photographs] what each shows.</returns>
    public IReadOnlyList<ClassifiedPicture> Classify(IReadOnlyList<PixelTensor> pixels, CancellationToken cancellationToken) =>
        [.. _model.Logits(pixels, cancellationToken).Select(Classify)];

    /// <summary>Classifies a picture that a joint vision model has looked at.</summary>
    /// <param name="logits">Of the picture.</param>
    public ClassifiedPicture Classify(ImageLogits logits) =>
        new(
            new LabelProbabilities(_hierarchy, logits.Labels, _parameters.Temperature),
            Tags is not null && logits.Tags is { } tags ? new TagProbabilities(Tags, tags) : null
        );

    /// <summary>
    /// Everything with at least even odds, the most specific first, scenes last; what a tag and a label both name stands there once, with
    /// the higher probability.
    /// </summary>
    /// <param name="classified">The photograph.</param>
    public IReadOnlyList<ImageLabel> LabelsOf(ClassifiedPicture classified)
    {
        var labels = classified.Labels.AtLeast(EvenOdds).ToDictionary(label => label.Label.Id, StringComparer.Ordinal);
        foreach (var tag in classified.Tags?.AtLeast(EvenOdds) ?? [])
        {
            var id = tag.Synset ?? tag.Name;
            var probability = classified.Tags!.Of(tag);
            var label = _hierarchy.ById.GetValueOrDefault(id) ?? new Label(id, tag.Name, _relations!.ClassesOf(tag));
            if (!labels.TryGetValue(id, out var known) || known.Probability < probability)
                labels[id] = new ImageLabel(label, probability);
        }

        bool IsScene(ImageLabel label) => Tags?.BySynset.GetValueOrDefault(label.Label.Id)?.IsScene == true;
        return
        [
            .. labels
                .Values.OrderBy(IsScene)
                .ThenBy(label => Math.Max(1, label.Label.Classes.Count))
                .ThenByDescending(label => label.Probability)
                .ThenBy(label => label.Label.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>How strongly what a photograph shows contradicts a text.</summary>
    /// <param name="classified">The photograph.</param>
    /// <param name="text">The text.</param>
    /// <param name="language">Its language (BCP 47).</param>
    public Contradiction FindContradiction(ClassifiedPicture classified, string text, string language = CaptionWords.DefaultLanguage) =>
        Contradiction.Of(_nouns.FindIn(text, language), classified, _relations);

    /// <summary>What to name where no sentence can be trusted: see <see cref="ThingSelection"/>.</summary>
    /// <param name="classified">The photograph.</param>
    /// <param name="isSurelyPhotograph">Whether it is one beyond doubt; else no name is good, and none better than even odds.</param>
    /// <param name="language">Language of what is said around the names (BCP 47).</param>
    /// <returns>Null where nothing is sure enough.</returns>
    public LabelCaption? FindName(ClassifiedPicture classified, bool isSurelyPhotograph, string language = CaptionWords.DefaultLanguage)
    {
        if (_selection.Of(classified) is not { } named)
            return null;
        var ofPhotograph = _parameters.ScoreOf(named.Probability);
        var score = isSurelyPhotograph ? ofPhotograph : QualityFormula.CapAtEvenOdds(ofPhotograph);
        var isGood = isSurelyPhotograph && named.IsCertain && score >= _parameters.Good;
        var words = CaptionWords.Of(language).Names;
        var text = named.TextIn(words);
        return new LabelCaption(isGood ? text : Sentence.Fill(words.Unsure, ("things", text)), named.Probability, score, isGood);
    }

    /// <summary>What would be named of a photograph.</summary>
    internal NamedThings? FindThings(ClassifiedPicture classified) => _selection.Of(classified);

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();
}
