using System.Globalization;
using Serverless.Core.Generation;

namespace Serverless.Core.Pipeline;

/// <summary>Checks options against what the loaded models can do.</summary>
internal static class OptionCheck
{
    public const int MaxBeams = 8,
        MaxAlternatives = 8,
        MinCharacters = 16,
        MaxCharacters = 2_000;

    /// <summary>The decoding options in force, or the first option that cannot be honoured.</summary>
    public static Result<GenerationOptions, CaptionFailure> Resolve(CaptionOptions options, LoadedModels models)
    {
        var failure =
            Range("beams", options.Beams, 1, MaxBeams)
            ?? Range("alternatives", options.Alternatives, 0, MaxAlternatives)
            ?? Range("maxCharacters", options.MaxCharacters, MinCharacters, MaxCharacters)
            ?? OneOf("detail", options.Detail, models.Card.Details)
            ?? OneOf("language", options.Language, models.Card.Languages)
            ?? Quality(options.MinQuality);
        if (failure is not null)
            return failure;
        var defaults = models.Captioner.Defaults;
        var returned = (options.Alternatives ?? 0) + 1;
        if (options.Beams < returned)
            return new CaptionFailure(
                FailureReason.OptionNotSupported,
                $"alternatives {options.Alternatives} needs at least {returned} beams; {options.Beams} are asked for.",
                "alternatives"
            );
        return defaults with { NumBeams = options.Beams ?? Math.Max(defaults.NumBeams, returned), NumReturnSequences = returned };
    }

    private static CaptionFailure? Range(string field, int? value, int min, int max) =>
        value < min || value > max
            ? new CaptionFailure(
                FailureReason.OptionNotSupported,
                string.Create(CultureInfo.InvariantCulture, $"{field} must be from {min} to {max}; it is {value}."),
                field
            )
            : null;

    private static CaptionFailure? OneOf(string field, string? value, IReadOnlyList<string> allowed) =>
        value is null || allowed.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? null
            : new CaptionFailure(
                FailureReason.OptionNotSupported,
                $"{field} must be {string.Join(" or ", allowed)} with the loaded model.",
                field
            );

    private static CaptionFailure? Quality(double? value) =>
        value is null or (>= 0 and <= 1)
            ? null
            : new CaptionFailure(FailureReason.OptionNotSupported, "minQuality must be from 0 to 1.", "minQuality");
}
