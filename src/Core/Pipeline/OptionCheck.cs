using System.Globalization;
using Serverless.Core.Generation;

namespace Serverless.Core.Pipeline;

/// <summary>Options options for, held against what the loaded model can do.</summary>
internal static class OptionCheck
{
    /// <summary>The decoding options in force, or the first option that cannot be honoured.</summary>
    public static Result<GenerationOptions, CaptionFailure> Resolve(CaptionOptions options, LoadedModels models)
    {
        var failure =
            Range("beams", options.Beams, 1, CaptionOptions.MaxBeams)
            ?? Range("alternatives", options.Alternatives, 0, CaptionOptions.MaxAlternatives)
            ?? Range("maxCharacters", options.MaxCharacters, CaptionOptions.MinMaxCharacters, CaptionOptions.MaxMaxCharacters)
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
        var beams = options.Beams ?? Math.Max(defaults.NumBeams, returned);
        return defaults with { NumBeams = beams, NumReturnSequences = beams }; // all of them: the sentence is chosen among them
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
