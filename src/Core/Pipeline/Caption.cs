using Serverless.Core.AltText;
using Serverless.Core.Classification;
using Serverless.Core.Quality;
using Serverless.Core.Reading;

namespace Serverless.Core.Pipeline;

/// <summary>A described picture.</summary>
public sealed record Caption
{
    /// <summary>Unique and sortable by time (ULID).</summary>
    public required string Id { get; init; }

    /// <summary>The text; null when refused or decorative.</summary>
    public string? Text { get; init; }

    /// <summary>The source of the text; without meaning where there is none.</summary>
    public CaptionSource Source { get; init; }

    /// <summary>The text after the alt-text rules; null when refused, empty when decorative.</summary>
    public string? AltText { get; init; }

    /// <summary>The whole text where the alt text is shorter.</summary>
    public string? LongDescription { get; init; }

    /// <summary>Language of the text (BCP 47); "und" where the model does not declare one.</summary>
    public required string Language { get; init; }

    /// <summary>What to do with the text.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What sort of picture it is.</summary>
    public required PictureKind Kind { get; init; }

    /// <summary>What the picture is for, as the caller declared.</summary>
    public required ImageRole Role { get; init; }

    /// <summary>The quality of <see cref="AltText"/>; null where no model scored it: decorative, or a link's target.</summary>
    public CaptionQuality? Quality { get; init; }

    /// <summary>Why the verdict is not good.</summary>
    public IReadOnlyList<QualityReason> Reasons { get; init; } = [];

    /// <summary>The score of the page's existing alt text; null where none was sent.</summary>
    public TextScore? Existing { get; init; }

    /// <summary>Findings of the rules.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Other captions, likeliest first; null unless asked for.</summary>
    public IReadOnlyList<Alternative>? Alternatives { get; init; }

    /// <summary>
    /// What a photograph shows with at least even odds, the most specific first; null where the classifier did not run (none loaded, no
    /// photograph).
    /// </summary>
    public IReadOnlyList<ImageLabel>? Labels { get; init; }

    /// <summary>The text that was read in the picture; null where it was not searched for (unlikely there, or no text reader).</summary>
    public PictureText? ReadText { get; init; }

    /// <summary>
    /// [width] the quality model's features of the sentence and the picture; null without a quality model, or where the text is a label or
    /// a medium.
    /// </summary>
    public IReadOnlyList<float>? Features { get; init; }

    /// <summary>Statistics of the picture's pixels, for whoever watches traffic.</summary>
    public PictureStatistics? Statistics { get; init; }

    /// <summary>
    /// [width] what the joint vision model saw of the picture, in short: the mean of its match state over its places. Null without one,
    /// and for a decorative picture.
    /// </summary>
    public IReadOnlyList<float>? State { get; init; }

    /// <summary>
    /// Signals of the captioner's sentence, spoken or refused; null where the text is another: a label, a medium, read text, nothing. No
    /// document shows them; reviews keep them.
    /// </summary>
    public QualitySignals? Signals { get; init; }

    /// <summary>Every sentence that was scored, the spoken one first; empty where there is none. No document shows them.</summary>
    public IReadOnlyList<ScoredAlternative> Scored { get; init; } = [];

    /// <summary>The picture.</summary>
    public required ImageIdentity Image { get; init; }

    /// <summary>The model.</summary>
    public required ModelIdentity Model { get; init; }

    /// <summary>Where the time went.</summary>
    public required StageTimings Timings { get; init; }

    /// <summary>When the caption was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An alternative caption.</summary>
/// <param name="Text">The text.</param>
/// <param name="Score">Their quality, 0 to 1.</param>
public sealed record Alternative(string Text, double Score);

/// <summary>A sentence of the captioner as it was scored.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Signals">Its signals, without the quality model's features.</param>
/// <param name="Score">Its quality, 0 to 1.</param>
public sealed record ScoredAlternative(string Text, QualitySignals Signals, double Score);

/// <summary>A picture by its content.</summary>
/// <param name="Sha256">Of the bytes as sent, lower-case hexadecimal.</param>
/// <param name="Format">By the bytes.</param>
/// <param name="Width">Upright, in pixels.</param>
/// <param name="Height">Upright, in pixels.</param>
/// <param name="Bytes">Size of the file.</param>
public sealed record ImageIdentity(string Sha256, Imaging.ImageFormat Format, int Width, int Height, long Bytes);

/// <summary>Milliseconds a stage; 0 where a stage was not needed.</summary>
/// <param name="Decode">Bytes to tensor.</param>
/// <param name="Read">Pixels to lines of text.</param>
/// <param name="Encode">Tensor to picture tokens.</param>
/// <param name="Generate">Picture to tokens.</param>
/// <param name="Quality">Text to score.</param>
/// <param name="Total">All of it, and what lies between.</param>
public sealed record StageTimings(double Decode, double Read, double Encode, double Generate, double Quality, double Total);
