using Serverless.Core.Classification;
using Serverless.Core.Imaging;
using Serverless.Core.Inference;
using Serverless.Core.Quality;
using Serverless.Core.Reading;

namespace Serverless.Core.Pipeline;

/// <summary>
/// What the models see of a batch of pictures. All of it is known at once where a joint vision model looked; else labels and matches cost
/// runs of their own. Lives in the runtime's memory until disposed.
/// </summary>
internal sealed class PictureEncodings : IDisposable
{
    private readonly LoadedModels _models;
    private readonly IReadOnlyList<Picture> _pictures;
    private readonly VisionOutputs? _outputs;
    private readonly EncodedPictures? _own;
    private readonly float[]?[] _states;

    /// <summary>Whether this disposes what the models gave.</summary>
    private readonly bool _isOwner;

    /// <summary>[pictures] their rows in what the models gave; null where it is of these pictures alone.</summary>
    private readonly int[]? _rows;

    private EncodedPictures? _keptHidden;
    private EncodedPictures? _keptMatchState;

    /// <param name="models">The models.</param>
    /// <param name="pictures">The batch.</param>
    /// <param name="outputs">What the joint vision model gave; null without one.</param>
    /// <param name="own">What the captioner's own encoder gave; null where the joint vision model stands for it.</param>
    public PictureEncodings(LoadedModels models, IReadOnlyList<Picture> pictures, VisionOutputs? outputs, EncodedPictures? own)
    {
        (_models, _pictures, _outputs, _own, _isOwner) = (models, pictures, outputs, own, true);
        _states = new float[pictures.Count][];
    }

    private PictureEncodings(PictureEncodings all, IReadOnlyList<int> indices)
    {
        (_models, _outputs, _own) = (all._models, all._outputs, all._own);
        _pictures = [.. indices.Select(index => all._pictures[index])];
        _rows = all._rows is null && indices.Count == all.Count ? null : [.. indices.Select(all.RowOf)];
        _states = [.. indices.Select(index => all._states[index])];
    }

    /// <summary>What the decoder takes.</summary>
    public EncodedPictures Hidden => _rows is null ? _own ?? _outputs!.Hidden : _keptHidden ??= (_own ?? _outputs!.Hidden).Only(_rows);

    /// <summary>The same of some of the pictures, without another run. Lives no longer than this one, and is disposed as well.</summary>
    /// <param name="indices">Which, from 0, in order.</param>
    public PictureEncodings Keep(IReadOnlyList<int> indices) => new(this, indices);

    /// <summary>How many pictures.</summary>
    public int Count => _pictures.Count;

    /// <summary>
    /// A compact description of one picture: the mean of its match state over its places. Null where no joint vision model stands for the
    /// quality model.
    /// </summary>
    /// <param name="index">Which, from 0.</param>
    /// <returns>[width].</returns>
    public IReadOnlyList<float>? MeanMatchState(int index) =>
        _models.HasMatchState ? _states[index] ??= _outputs!.MeanMatchState(RowOf(index)) : null;

    /// <summary>How likely each kind is for one picture; null without a classifier of kinds.</summary>
    /// <param name="index">Which, from 0.</param>
    public KindProbabilities? KindOf(int index)
    {
        if (_models.Kinds is not { } classifier || MeanMatchState(index) is not { } state)
            return null;
        var picture = _pictures[index];
        var (width, height) = (picture.Identity.Width, picture.Identity.Height);
        var text = _models.TextReader is null ? null : TextMeasure.Of(picture.Text, width, height);
        return classifier.Of(new KindFeatures(picture.Statistics, width, height, state, text));
    }

    /// <summary>
    /// What the classifier says of some pictures. It was trained on photographs; on anything else its labels mean little.
    /// </summary>
    /// <param name="isWanted">[pictures] which.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <returns>[pictures] null where it was not wanted, and without a classifier.</returns>
    public IReadOnlyList<ClassifiedPicture?> Classify(IReadOnlyList<bool> isWanted, CancellationToken cancellationToken)
    {
        var found = new ClassifiedPicture?[Count];
        var wanted = Enumerable.Range(0, Count).Where(i => _models.ImageClassifier is not null && isWanted[i]).ToList();
        if (wanted.Count == 0)
            return found;
        var classifier = _models.ImageClassifier!;
        var classified = classifier.Model.HasGraph
            ? classifier.Classify([.. wanted.Select(i => _pictures[i].For(classifier.Profile))], cancellationToken)
            : wanted.Select(i => classifier.Classify(_outputs!.LogitsOf(RowOf(i))));
        foreach (var (i, one) in wanted.Zip(classified))
            found[i] = one;
        return found;
    }

    /// <summary>The pixels that a scorer elsewhere is sent of one picture; null where none is asked.</summary>
    /// <param name="index">Which, from 0.</param>
    public RgbPixels? SentPixels(int index) => _pictures[index].SentPixels;

    /// <summary>Scores how well texts fit their pictures: one run where each picture has one text, else a run a picture.</summary>
    /// <param name="texts">[pictures] token ids of the texts about each, with frame; at least one.</param>
    /// <param name="cancellationToken">Ends the runs early.</param>
    /// <returns>[texts of all pictures]; null without a quality model.</returns>
    public IReadOnlyList<Match>? Match(IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> texts, CancellationToken cancellationToken)
    {
        if (_models.Matcher is not { } matcher)
            return null;
        return texts.All(about => about.Count == 1)
            ? MatchAll(matcher, [.. texts.Select(about => about[0])], cancellationToken)
            : [.. texts.SelectMany((about, i) => MatchOne(matcher, i, about, cancellationToken))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keptHidden?.Dispose();
        _keptMatchState?.Dispose();
        if (!_isOwner)
            return;
        _outputs?.Dispose();
        _own?.Dispose();
    }

    private EncodedPictures MatchState => _rows is null ? _outputs!.MatchState : _keptMatchState ??= _outputs!.MatchState.Only(_rows);

    private int RowOf(int index) => _rows is null ? index : _rows[index];

    private IReadOnlyList<Match> MatchAll(
        MatchModel matcher,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    ) =>
        matcher.TakesMatchState
            ? matcher.Score(MatchState, texts, cancellationToken)
            : matcher.Score([.. _pictures.Select(picture => picture.For(matcher.Profile))], texts, cancellationToken);

    private IReadOnlyList<Match> MatchOne(
        MatchModel matcher,
        int index,
        IReadOnlyList<IReadOnlyList<int>> texts,
        CancellationToken cancellationToken
    )
    {
        if (!matcher.TakesMatchState)
            return matcher.Score([_pictures[index].For(matcher.Profile)], texts, cancellationToken);
        using var state = _outputs!.MatchState.Only(RowOf(index));
        return matcher.Score(state, texts, cancellationToken);
    }
}
