using System.Text.Json.Serialization;

namespace Serverless.Trainer.Data;

/// <summary>
/// A version of the data to learn from: what was read where, every picture with its side of the split, every judgment. Written once and
/// never changed; what is trained names its digest.
/// </summary>
/// <param name="CreatedAt">When it was taken; not part of the digest.</param>
/// <param name="Digest"><c>sha256:…</c> over all but the time and the addresses, so that data that were moved are the same data.</param>
/// <param name="Sources">Where it was read.</param>
/// <param name="Pictures">Every picture once, by digest.</param>
/// <param name="Judgments">Every judgment, by picture and words.</param>
public sealed record Snapshot(
    DateTimeOffset CreatedAt,
    string Digest,
    IReadOnlyList<SnapshotSource> Sources,
    IReadOnlyList<SnapshotPicture> Pictures,
    IReadOnlyList<SnapshotJudgment> Judgments
)
{
    /// <summary>The format.</summary>
    public int SchemaVersion { get; init; } = 1;
}

/// <summary>What a snapshot was read from.</summary>
/// <param name="Address">Where: a folder, or an address of a store.</param>
/// <param name="Kind"><c>dataset</c> or <c>reviews</c>.</param>
/// <param name="Name">The folder's name.</param>
/// <param name="Pictures">Pictures of it.</param>
/// <param name="Judgments">Judgments of it.</param>
/// <param name="LeftOut">What was left out, and why, a line each.</param>
public sealed record SnapshotSource(string Address, string Kind, string Name, int Pictures, int Judgments, IReadOnlyList<string> LeftOut);

/// <summary>A picture.</summary>
/// <param name="Sha256">Of its bytes, lower-case hexadecimal.</param>
/// <param name="Split"><c>train</c> or <c>held</c>.</param>
/// <param name="Group">The smallest digest of the pictures that look nearly the same; all of them are on one side.</param>
/// <param name="Source">Which source it can be read from, from 0.</param>
/// <param name="Name">Its path there; null where only its measurements are kept.</param>
/// <param name="Hash">Its perceptual hash, 32 hexadecimal digits; null where its pixels were not seen.</param>
/// <param name="Width">In pixels, upright; null as above.</param>
/// <param name="Height">In pixels; null as above.</param>
/// <param name="Brightness">Mean brightness, 0 to 255; null as above.</param>
/// <param name="Captions">What people wrote about it; perhaps nothing.</param>
public sealed record SnapshotPicture(
    string Sha256,
    string Split,
    string Group,
    int Source,
    string? Name,
    string? Hash,
    int? Width,
    int? Height,
    double? Brightness,
    IReadOnlyList<string> Captions
)
{
    /// <summary>The side that is learned from.</summary>
    public const string Train = "train";

    /// <summary>The side that candidates are judged on.</summary>
    public const string Held = "held";

    /// <summary>Whether candidates are judged on it.</summary>
    [JsonIgnore]
    public bool IsHeld => Split == Held;
}

/// <summary>Words about a picture, and how right people found them.</summary>
/// <param name="Picture">The picture's digest.</param>
/// <param name="Words">The words.</param>
/// <param name="By"><c>person</c> for given words, <c>model</c> for a sentence of the captioner, <c>labels</c> for names of what is
/// seen.</param>
/// <param name="Right">0 to 1.</param>
/// <param name="Weight">How much it counts, above 0.</param>
/// <param name="IsOwn">Whether the words were written for this picture; null where nobody says.</param>
/// <param name="Origin">The source's name.</param>
/// <param name="CaptionId">The caption that was reviewed; null for others.</param>
/// <param name="Model">Name and version of the model that measured <paramref name="Signals"/>; null without them.</param>
/// <param name="Kind">The picture's kind as it was told then; null where it was not.</param>
/// <param name="Signals">What was measured when the caption was made; null where it is measured when it is needed.</param>
/// <param name="Choice">The sentences that the captioner chose among, and the one that people prefer; null where that is not
/// known.</param>
/// <param name="Confidence">Of names: the probability of the least likely of them, 0 to 1; null for other words.</param>
public sealed record SnapshotJudgment(
    string Picture,
    string Words,
    string By,
    double Right,
    double Weight,
    bool? IsOwn,
    string Origin,
    string? CaptionId = null,
    string? Model = null,
    string? Kind = null,
    StoredSignals? Signals = null,
    SentencePreference? Choice = null,
    double? Confidence = null
)
{
    /// <summary>Words that somebody gave.</summary>
    public const string Person = "person";

    /// <summary>A sentence of the captioner.</summary>
    public const string Captioner = "model";

    /// <summary>Names of what the picture shows.</summary>
    public const string Labels = "labels";
}

/// <summary>Sentences that a captioner found for one picture, and the one that people prefer.</summary>
/// <param name="Signals">[sentences] of each, the captioner's likeliest first; at least two.</param>
/// <param name="Preferred">Which people prefer, from 0.</param>
public sealed record SentencePreference(IReadOnlyList<StoredSignals> Signals, int Preferred);
