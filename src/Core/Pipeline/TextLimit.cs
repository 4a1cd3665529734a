using System.Globalization;

namespace Serverless.Core.Pipeline;

/// <summary>
/// How long a text may be that comes from outside: a caption, an existing or corrected alt text, text near a picture, its name, its link.
/// </summary>
/// <param name="MaxCharacters">In UTF-16 units, as .NET and JavaScript count.</param>
public sealed record TextLimit(int MaxCharacters)
{
    /// <summary>The setting that sets it, named in every refusal.</summary>
    public const string SettingName = "CAPTION_MAX_TEXT_CHARACTERS";

    /// <summary>Its default, and the least and most it may be.</summary>
    public const int DefaultCharacters = 2_000,
        MinCharacters = 150,
        MaxAllowedCharacters = 100_000;

    /// <summary>The default.</summary>
    public static TextLimit Default { get; } = new(DefaultCharacters);

    /// <summary>Whether a text is within the limit; null is.</summary>
    /// <param name="text">The text.</param>
    public bool Allows(string? text) => text is null || text.Length <= MaxCharacters;

    /// <summary>Why a text is not taken; null where it is.</summary>
    /// <param name="text">The text; null is taken.</param>
    /// <param name="field">Its name for the sender.</param>
    public CaptionFailure? Validate(string? text, string field) =>
        Allows(text)
            ? null
            : new CaptionFailure(
                FailureReason.MalformedRequest,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{field} has {text!.Length} characters; at most {MaxCharacters} are taken ({SettingName})."
                ),
                field
            );
}
