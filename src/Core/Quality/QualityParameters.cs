using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Core.Quality;

/// <summary>
/// The committed numbers of the quality score; <c>quality.json</c> of a quality model, or the defaults for a captioner alone.
/// </summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Name">The quality model's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="MadeBy">How the numbers were found.</param>
/// <param name="Own">Curves for our own captions, the first that applies is taken.</param>
/// <param name="Given">Curves for given texts.</param>
/// <param name="Good">From this score on a text is good.</param>
/// <param name="Speak">Below this score a sentence of ours is refused: what is seen may be named in its place.</param>
/// <param name="Refuse">Below this score names, media and read text are refused.</param>
/// <param name="RefuseGiven">Below this score a given text is refused.</param>
/// <param name="Margin">By how much another beam's sentence must score better to be spoken in place of the captioner's likeliest.</param>
/// <param name="LowFit">Below this fit the reason low_fit is given.</param>
/// <param name="LowConfidence">Below this confidence the reason low_confidence is given.</param>
/// <param name="Media">How often a medium that is named alone is right; null where nothing was measured.</param>
/// <param name="ReadText">How often text that is read is right; null where nothing was measured.</param>
/// <param name="Choice">Chooses the sentence in place of score and margin: the sentence with the largest sum of its weighted signals is
/// spoken, the intercept counting for the captioner's likeliest; null where score and margin choose.</param>
public sealed record QualityParameters(
    int SchemaVersion,
    string Name,
    string Version,
    string MadeBy,
    IReadOnlyList<ScoreCurve> Own,
    IReadOnlyList<ScoreCurve> Given,
    double Good,
    double Speak,
    double Refuse,
    double RefuseGiven,
    double Margin,
    double LowFit,
    double LowConfidence,
    MediaShares? Media = null,
    ReadCurve? ReadText = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ScoreCurve? Choice = null
)
{
    private static readonly IReadOnlyList<ScoreCurve> UncalibratedCurves = [new(1, null, 1, 1, -4), new(2, null, null, 2, -4)];

    /// <summary>For a captioner without a quality model: not calibrated, so nothing is better than review.</summary>
    public static QualityParameters WithoutModel { get; } =
        new(
            1,
            "none",
            "0.0.0",
            "not calibrated",
            UncalibratedCurves,
            UncalibratedCurves,
            0.7,
            Speak: 0.2,
            Refuse: 0.2,
            RefuseGiven: 0.2,
            Margin: 1,
            LowFit: 0.5,
            LowConfidence: 0.25
        )
        {
            IsCalibrated = false,
        };

    /// <summary>Whether the numbers were fitted to anything; else nothing is better than review.</summary>
    [JsonIgnore]
    public bool IsCalibrated { get; private init; } = true;

    /// <summary>For a quality model without a calibration: its fit is the score.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="refuse">Below this fit a text is refused.</param>
    public static QualityParameters Uncalibrated(string name, double refuse) =>
        WithoutModel with
        {
            Name = name,
            Own = [new(0, 1, null, 0, 0), .. UncalibratedCurves],
            Given = [new(0, 1, null, 0, 0), .. UncalibratedCurves],
            Speak = refuse,
            Refuse = refuse,
            RefuseGiven = refuse,
            LowFit = refuse,
            IsCalibrated = false,
        };

    /// <summary>Its bytes as a file: indented, lines ending with one character on every system.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, QualityJson.Stored.QualityParameters), (byte)'\n'];

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is missing, damaged, or its thresholds are out of order.</exception>
    public static QualityParameters Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        try
        {
            var read =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), QualityJson.Default.QualityParameters)
                ?? throw new InvalidDataException($"{path} is empty.");
            var isOrdered = Array.TrueForAll([read.Speak, read.Refuse, read.RefuseGiven], least => least >= 0 && least <= read.Good);
            if (!isOrdered || read.Good > 1)
                throw new InvalidDataException($"{path}: expected 0 <= speak, refuse, refuseGiven <= good <= 1.");
            if (read.Margin is not (>= 0 and <= 1))
                throw new InvalidDataException($"{path}: expected a margin from 0 to 1.");
            if (read.Media is { IsValid: false })
                throw new InvalidDataException($"{path}: expected shares from 0 to 1 in media.");
            return read.Own.Count > 0 && read.Given.Count > 0
                ? read
                : throw new InvalidDataException($"{path}: own and given need a curve each.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}

/// <summary>Generated reading and writing of the parameters.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(QualityParameters))]
internal sealed partial class QualityJson : JsonSerializerContext
{
    /// <summary>For writing: indented.</summary>
    public static QualityJson Stored { get; } = new(JsonFile.Written());
}
