using Serverless.Core.AltText;

namespace Serverless.Core.Pipeline;

/// <summary>
/// What a captioner says at length, beside its brief sentence. No model judges it, so it is given only where the sentence may be spoken,
/// and a finding says so.
/// </summary>
internal sealed class LongDescriptions(LoadedModels models)
{
    /// <summary>Writes them for a batch, in the same steps.</summary>
    /// <param name="encodings">What the models see of the pictures.</param>
    /// <param name="options">The options of all of them.</param>
    /// <param name="isWanted">[pictures] of which one is wanted.</param>
    /// <param name="isGone">Whether nobody wants a picture any more; asked behind every token.</param>
    /// <param name="cancellationToken">Reaches into every token.</param>
    /// <returns>[pictures] null where none is asked for, or its picture was given up.</returns>
    public IReadOnlyList<string?> Write(
        PictureEncodings encodings,
        CaptionOptions options,
        IReadOnlyList<bool> isWanted,
        Func<int, bool> isGone,
        CancellationToken cancellationToken
    )
    {
        if (DetailOption.BesideBrief(options) is not { } detail || !isWanted.Contains(true))
            return new string?[isWanted.Count];
        var defaults = models.Captioner.Details[detail];
        using var encoded = models.Captioner.EncodeFor(encodings.Hidden, detail, cancellationToken);
        return
        [
            .. models
                .Captioner.Generate(encoded, defaults with { NumBeams = options.Beams ?? defaults.NumBeams }, isGone, cancellationToken)
                .Select(found => found.Count == 0 ? "" : models.Tokenizer.Decode(found[0].Ids).Trim())
                .Select((text, i) => isWanted[i] && text.Length > 0 ? text : null),
        ];
    }

    /// <summary>A caption with its long description behind what it already has at length.</summary>
    /// <param name="caption">The caption.</param>
    /// <param name="text">The long description; null where there is none.</param>
    public static Caption Add(Caption caption, string? text) =>
        text is null || caption is not { Text: not null, Quality: not null, Source: CaptionSource.Model }
            ? caption
            : caption with
            {
                LongDescription = caption.LongDescription is { } existing ? $"{existing}\n{text}" : text,
                Findings = [.. caption.Findings, FindingTexts.Note("unjudged_description")],
            };
}
