using Serverless.Core.AltText;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

public sealed partial class CaptionPipeline
{
    /// <summary>
    /// Measures texts about a picture as they are measured for a score: what learns the weights of signals takes them from here.
    /// </summary>
    /// <param name="bytes">The picture's file.</param>
    /// <param name="texts">Given texts, perhaps none.</param>
    /// <param name="cancellationToken">Reaches into every token.</param>
    /// <returns>The measurements, or why there can be none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Result<MeasuredPicture, CaptionFailure> Measure(byte[] bytes, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var request = new CaptionRequest(bytes, CaptionContext.None, CaptionOptions.Default);
        if (!Decode(request, new StageClock(clock), cancellationToken).TryGet(out var picture, out var failure))
            return failure;
        using var encodings = _encoder.Encode([picture], cancellationToken);
        var category = PictureCategory.Of(picture.Statistics, "", encodings.KindOf(0));
        var classified = Classify(encodings, [category.Kind], cancellationToken)[0];
        var given = texts.Select(text => GivenText.Of(text, CaptionContext.None, models.Card.Languages, Wording).Scorable).ToList();
        var all = given.OfType<TextToScore>().ToList();
        var signals = all.Count > 0 ? _scorer.Score([new PictureTexts(all, classified)], encodings, cancellationToken)[0] : [];
        var next = 0;
        return new MeasuredPicture(
            category.Kind,
            category.IsSurelyPhotograph,
            picture.Statistics.Composition.Brightness,
            classified is null ? [] : models.ImageClassifier!.LabelsOf(classified),
            picture.Identity,
            [.. given.Select(text => text is null ? null : signals[next++])]
        );
    }
}
