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

    private readonly LabelModel _model;
    private readonly LabelHierarchy _hierarchy;
    private readonly DisplayNames _displayNames;
    private readonly CaptionNouns _nouns;
    private readonly ClassificationParameters _parameters;

    private ImageClassifier(LabelModel model, TagSet? tags, string folder)
    {
        _model = model;
        Tags = tags;
        _hierarchy = LabelHierarchy.Read(Path.Combine(folder, LabelsFile), model.ClassCount);
        _displayNames = DisplayNames.Read(Path.Combine(folder, "spoken.tsv"), _hierarchy);
        _nouns = CaptionNouns.Read(Path.Combine(folder, "nouns.tsv"), _hierarchy);
        _parameters = ClassificationParameters.Read(Path.Combine(folder, "recognition.json"));
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

    /// <summary>Everything with at least even odds, the most specific first.</summary>
    /// <param name="probabilities">The photograph.</param>
    public static IReadOnlyList<ImageLabel> LabelsOf(LabelProbabilities probabilities) => probabilities.AtLeast(EvenOdds);

    /// <summary>How strongly the labels of a photograph contradict a text.</summary>
    /// <param name="probabilities">The photograph.</param>
    /// <param name="text">The text.</param>
    public Contradiction FindContradiction(LabelProbabilities probabilities, string text) =>
        Contradiction.Of(_nouns.FindIn(text), probabilities);

    /// <summary>
    /// The label to use where no sentence can be trusted: the most specific one that is certain, else the most specific one above the
    /// threshold.
    /// </summary>
    /// <param name="probabilities">The photograph.</param>
    /// <param name="isSurelyPhotograph">Whether it is one beyond doubt; else no name is good, and none better than even odds.</param>
    /// <returns>Null where nothing is sure enough.</returns>
    public LabelCaption? FindName(LabelProbabilities probabilities, bool isSurelyPhotograph)
    {
        var candidates = probabilities.AtLeast(_parameters.Say).Where(label => _displayNames.Of(label.Label) is not null).ToList();
        if ((candidates.Find(label => label.Probability >= _parameters.Certain) ?? candidates.FirstOrDefault()) is not { } best)
            return null;
        var ofPhotograph = _parameters.ScoreOf(best.Probability);
        var score = isSurelyPhotograph ? ofPhotograph : QualityFormula.CapAtEvenOdds(ofPhotograph);
        var isGood = isSurelyPhotograph && score >= _parameters.Good;
        var name = _displayNames.Of(best.Label)!;
        return new LabelCaption(isGood ? name : "probably " + name, best.Probability, score, isGood);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();
}
