using System.Text.Json;
using Serverless.Core;
using Serverless.Core.AltText;
using Serverless.Core.Pipeline;
using Serverless.Core.Quality;

namespace Serverless.Captions;

/// <summary>The pipeline's types as this library's own: what is inside may change without its callers.</summary>
internal static class CaptionMapping
{
    public static CaptionRequest Of(ReadOnlyMemory<byte> picture, DescribeOptions options) =>
        new(
            picture,
            new CaptionContext { Role = RoleOf(options.Role), LinkTarget = options.LinkTarget },
            new CaptionOptions
            {
                Detail = options.Detail,
                Beams = options.Beams,
                Alternatives = options.Alternatives,
                MaxCharacters = options.MaxCharacters,
                Language = options.Language,
                MinQuality = options.MinQuality,
            }
        );

    /// <exception cref="CaptionException">There is no caption.</exception>
    public static PictureCaption Of(Result<Caption, CaptionFailure> result)
    {
        if (!result.TryGet(out var caption, out var failure))
            throw new CaptionException(NameOf(failure.Reason), failure.Detail, failure.Field);
        return new PictureCaption(caption.AltText, VerdictOf(caption.Verdict), caption.Quality?.Score, [.. caption.Reasons.Select(NameOf)])
        {
            Caption = caption.Text,
            LongDescription = caption.LongDescription,
            Language = caption.Language,
            Kind = NameOf(caption.Kind),
            Alternatives = [.. (caption.Alternatives ?? []).Select(one => new AlternativeCaption(one.Text, one.Score))],
        };
    }

    /// <summary>As documents and answers write it.</summary>
    internal static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static ImageRole RoleOf(PictureRole role) =>
        role switch
        {
            PictureRole.Informative => ImageRole.Informative,
            PictureRole.Functional => ImageRole.Functional,
            PictureRole.Decorative => ImageRole.Decorative,
            PictureRole.Complex => ImageRole.Complex,
            _ => ImageRole.Unknown,
        };

    private static CaptionVerdict VerdictOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Good => CaptionVerdict.Good,
            Verdict.Review => CaptionVerdict.Review,
            _ => CaptionVerdict.Refused,
        };
}
