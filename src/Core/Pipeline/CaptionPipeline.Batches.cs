using Serverless.Core.AltText;
using Serverless.Core.Classification;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

public sealed partial class CaptionPipeline
{
    /// <summary>
    /// The same for pictures of several callers: when one of them goes away, its picture leaves the batch at the next token, or at the
    /// next stage, and nothing more is computed for it. The others get what they would get anyway.
    /// </summary>
    /// <param name="pictures">At least one, all with the same options.</param>
    /// <param name="callers">[pictures] each picture's own caller.</param>
    /// <param name="cancellationToken">Ends the whole batch; reaches into every token.</param>
    /// <returns>[pictures] captions; null where the caller went away before it was made.</returns>
    /// <exception cref="ArgumentException">The options differ.</exception>
    /// <exception cref="OperationCanceledException">The whole batch is cancelled.</exception>
    internal IReadOnlyList<Caption?> DescribeMany(
        IReadOnlyList<PreparedPicture> pictures,
        IReadOnlyList<CancellationToken> callers,
        CancellationToken cancellationToken
    )
    {
        var options = pictures[0].Options;
        if (pictures.Any(picture => picture.Options != options))
            throw new ArgumentException("Pictures of one batch have the same options.", nameof(pictures));
        var captions = new Caption?[pictures.Count];
        var described = new List<int>();
        for (var i = 0; i < pictures.Count; i++)
        {
            if (callers[i].IsCancellationRequested)
                continue;
            if (pictures[i].Context.Role == ImageRole.Decorative)
                captions[i] = Decorative(pictures[i]);
            else
                described.Add(i);
        }

        if (described.Count > 0)
        {
            var wanted = new WantedPictures([.. described.Select(i => pictures[i])], [.. described.Select(i => callers[i])]);
            var found = DescribeBatch(wanted, [.. described.Select(_ => (IReadOnlyList<string>)[])], cancellationToken);
            foreach (var (i, one) in described.Zip(found))
                captions[i] = one?.Caption;
        }

        foreach (var caption in captions.OfType<Caption>())
            OnCaption?.Invoke(caption);
        return captions;
    }

    /// <returns>[pictures] null where the caller went away.</returns>
    private (Caption Caption, List<TextScore> Scores)?[] DescribeBatch(
        WantedPictures wanted,
        IReadOnlyList<IReadOnlyList<string>> givenTexts,
        CancellationToken cancellationToken
    )
    {
        var found = new (Caption, List<TextScore>)?[wanted.Count];
        var times = new StageClock(clock);
        using var all = _encoder.Encode([.. wanted.Pictures.Select(picture => picture.Picture)], cancellationToken);
        times.EncodeMs = times.Lap();
        using var toWrite = all.Keep(wanted.LeaveOutGone());
        if (wanted.Count == 0)
            return found;
        var texts = Write(wanted, toWrite, cancellationToken);
        times.GenerateMs = times.Lap();
        var staying = wanted.LeaveOutGone();
        if (wanted.Count == 0)
            return found;
        using var toExtend = toWrite.Keep(staying);
        var written = WriteAtLength(wanted, [.. staying.Select(i => texts[i])], toExtend, cancellationToken);
        times.GenerateMs += times.Lap();
        staying = wanted.LeaveOutGone();
        if (wanted.Count == 0)
            return found;
        using var toJudge = toExtend.Keep(staying);
        var judged = Judge(wanted, [.. staying.Select(i => written[i])], givenTexts, toJudge, cancellationToken);
        times.QualityMs = times.Lap();
        PipelineMeter.Described(times);
        for (var i = 0; i < judged.Count; i++)
        {
            var picture = wanted.Pictures[i];
            var share = times.Share(found.Length, picture.DecodeMs, picture.ReadMs);
            found[wanted.PlaceOf(i)] = Finish(picture, judged[i], share, toJudge.MeanMatchState(i));
        }

        return found;
    }

    /// <returns>[pictures] what the captioner says of each, best first; nothing where the caller went away meanwhile.</returns>
    private List<List<TextToScore>> Write(WantedPictures wanted, PictureEncodings encodings, CancellationToken cancellationToken)
    {
        if (wanted.Pictures.All(picture => picture.Remote is not null))
            return [.. wanted.Pictures.Select(picture => new List<TextToScore> { new(picture.Remote!.Text ?? "") })];
        var options = wanted.Pictures[0].Generation;
        var generated = models.Captioner.Generate(encodings.Hidden, options, wanted.IsGone, cancellationToken);
        PipelineMeter.Wrote(generated.Sum(hypotheses => hypotheses.Count == 0 ? 0 : hypotheses[0].TokenLogProbabilities.Count));
        return [.. generated.Select(hypotheses => hypotheses.Select(ToText).ToList())];
    }

    /// <summary>Tells the kinds of the pictures, by what was said of them too, and says more of those that words can describe.</summary>
    private List<WrittenPicture> WriteAtLength(
        WantedPictures wanted,
        IReadOnlyList<List<TextToScore>> texts,
        PictureEncodings encodings,
        CancellationToken cancellationToken
    )
    {
        var kinds = wanted.Pictures.Select((_, i) => encodings.KindOf(i)).ToList();
        var categories = wanted
            .Pictures.Select(
                (picture, i) =>
                    PictureCategory.Of(
                        picture.Picture.Statistics,
                        picture.Remote is null ? texts[i][0].Text : "",
                        kinds[i],
                        LanguageOf(picture)
                    )
            )
            .ToList();
        var descriptions = _long.Write(
            encodings,
            wanted.Pictures[0].Options,
            [.. categories.Select(category => category.Medium is null)],
            wanted.IsGone,
            cancellationToken
        );
        return
        [
            .. categories.Select(
                (category, i) =>
                    new WrittenPicture(
                        category.Medium is { } medium ? [new TextToScore(medium)] : texts[i],
                        kinds[i],
                        category,
                        descriptions[i]
                    )
            ),
        ];
    }

    private List<JudgedPicture> Judge(
        WantedPictures wanted,
        IReadOnlyList<WrittenPicture> written,
        IReadOnlyList<IReadOnlyList<string>> givenTexts,
        PictureEncodings encodings,
        CancellationToken cancellationToken
    )
    {
        var given = wanted.Pictures.Select((picture, i) => ReadGiven(picture.Context, givenTexts[wanted.PlaceOf(i)])).ToList();
        var classified = Classify(encodings, [.. written.Select(one => one.Category.Kind)], cancellationToken);
        var texts = written.Select(
            (one, i) => new PictureTexts([.. one.Texts, .. given[i].Select(text => text.Scorable).OfType<TextToScore>()], classified[i])
        );
        var signals = _scorer.Score([.. texts], encodings, cancellationToken);
        return
        [
            .. written.Select(
                (one, i) =>
                    new JudgedPicture(
                        one,
                        given[i],
                        classified[i],
                        ScoreGenerated(wanted.Pictures[i], signals[i], one.Texts, one.Category),
                        [.. signals[i].Skip(one.Texts.Count)]
                    )
            ),
        ];
    }

    private (Caption Caption, List<TextScore> Scores) Finish(
        PreparedPicture picture,
        JudgedPicture judged,
        StageTimings times,
        IReadOnlyList<float>? state
    )
    {
        var written = judged.Written;
        var caption = BuildCaption(picture, times, written.Category, judged.Sentences, judged.Classified);
        caption = LongDescriptions.Add(caption, written.Description) with { State = state };
        if (picture.Remote is { } remote)
            caption = caption with { Timings = remote.AddTo(caption.Timings) };
        var category = PictureCategory.Of(picture.Picture.Statistics, "", written.Kind);
        var scores = ScoreGiven(judged.Given, judged.GivenSignals, category, picture.Options);
        return picture.Context.ExistingAlt is null ? (caption, scores) : (caption with { Existing = scores[0] }, scores[1..]);
    }

    /// <summary>A picture with what may be said of it.</summary>
    /// <param name="Texts">The captioner's sentences, best first; of a graphic its medium alone.</param>
    /// <param name="Kind">How likely each kind is; null without a classifier of kinds.</param>
    /// <param name="Category">What sort of picture it is.</param>
    /// <param name="Description">What is said at length; null where nothing is.</param>
    private sealed record WrittenPicture(List<TextToScore> Texts, KindProbabilities? Kind, PictureCategory Category, string? Description);

    /// <summary>The same with what all models make of it.</summary>
    private sealed record JudgedPicture(
        WrittenPicture Written,
        List<GivenText> Given,
        ClassifiedPicture? Classified,
        List<ScoredSentence> Sentences,
        IReadOnlyList<QualitySignals> GivenSignals
    );
}
