using Serverless.Core.Pipeline;
using Serverless.Results.Documents;
using Serverless.Storage;

namespace Serverless.Results.Reviews;

/// <summary>What is kept of a caption for its review.</summary>
internal static class KeptCaption
{
    /// <param name="caption">The caption.</param>
    /// <param name="source">The picture's address; null for a picture that was posted.</param>
    /// <param name="document">The result it is part of; null for a picture that was posted.</param>
    /// <param name="keepsFeatures">Whether the quality model's features are kept.</param>
    public static ReviewableCaption Of(Caption caption, BlobAddress? source, ResultDocument? document, bool keepsFeatures)
    {
        var shown = DocumentWriter.Of(caption);
        return new ReviewableCaption(
            caption.Id,
            source?.ToString(),
            document?.Version,
            document?.Order,
            caption.Image.Sha256,
            caption.Text,
            caption.AltText,
            $"{caption.Model.Name} {caption.Model.Version}",
            keepsFeatures ? caption.Features : null,
            caption.CreatedAt
        )
        {
            Kind = shown.Kind,
            Verdict = shown.Verdict,
            CaptionFrom = shown.CaptionFrom,
            Role = shown.Role,
            Score = caption.Quality?.Score,
            Confidence = caption.Quality?.Confidence,
            Reasons = shown.Quality.Reasons,
            ModelDigest = caption.Model.Digest,
            Signals = caption.Signals is { } signals ? ReviewableSignals.Of(signals) : null,
            Alternatives =
            [
                .. caption.Scored.Select(one => new ReviewableAlternative(one.Text, ReviewableSignals.Of(one.Signals), one.Score)),
            ],
        };
    }
}
