using Serverless.Core.Imaging;
using Serverless.Core.Quality;

namespace Serverless.Core.Pipeline;

public sealed partial class CaptionPipeline
{
    /// <summary>Options of our own search, which another's captioner does not have.</summary>
    private static CaptionFailure? RefuseForRemote(CaptionOptions options) =>
        options.Beams is not null ? NotSupported("beams")
        : options.Alternatives is > 0 ? NotSupported("alternatives")
        : options.Detail is not (null or "brief") ? NotSupported("detail")
        : null;

    private static CaptionFailure NotSupported(string option) =>
        new(FailureReason.OptionNotSupported, $"{option} is no option of a captioner behind an endpoint.", option);

    /// <summary>
    /// The picture with what the remote captioner says of it: shrunk and encoded anew, so that nothing but pixels is sent.
    /// </summary>
    private Result<PreparedPicture, CaptionFailure> AskRemote(
        IRemoteCaptioner remote,
        CaptionRequest request,
        PreparedPicture picture,
        CancellationToken cancellationToken
    )
    {
        if (RefuseForRemote(request.Options) is { } refusal)
            return refusal;
        if (!decoder.Open(request.Bytes, cancellationToken).TryGet(out var image, out var failure))
            return Picture.Failure(failure);
        var (width, height) = Fit(image.Width, image.Height, remote.MaxSide);
        if (!image.Resample(width, height, ResampleFilter.Lanczos, cancellationToken).TryGet(out var pixels, out failure))
            return Picture.Failure(failure);
        var start = clock.GetTimestamp();
        var answered = remote.Describe(remote.Encode(pixels, decoder), request.Context, cancellationToken);
        if (!answered.TryGet(out var answer, out var error))
            return error;
        return picture with { Remote = new RemoteSentence(answer.Text, clock.GetElapsedTime(start).TotalMilliseconds) };
    }

    private static (int Width, int Height) Fit(int width, int height, int maxSide)
    {
        var scale = Math.Min(1, (double)maxSide / Math.Max(width, height));
        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }

    /// <summary>Judged as a caller's own words are. What cannot be judged (no words, another language) is not spoken.</summary>
    private ScoredSentence ScoreRemote(PreparedPicture picture, QualitySignals signals, PictureCategory category)
    {
        var text = picture.Remote!.Text ?? "";
        var quality = _formula.ScoreGiven(signals, category, picture.Options.MinQuality);
        var given = GivenText.Of(text, picture.Context, models.Card.Languages, Wording);
        return given.Scorable is not null
            ? new ScoredSentence(text, given.ToScore(quality).Quality!, signals)
            : new ScoredSentence("", quality with { Verdict = Verdict.Refused, Reasons = [QualityReason.OutOfScope] }, null);
    }
}
