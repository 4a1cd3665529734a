using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Monitoring.Counting;

namespace Serverless.Monitoring.Reference;

/// <summary>
/// What usual traffic of a model looks like: <c>drift.json</c> in the folder of its quality model, or a file of an operator's own.
/// </summary>
/// <param name="MadeBy">How it was made.</param>
/// <param name="Sketch">What was counted.</param>
/// <param name="Embedding">Axes of the embedding; null where the model gives none.</param>
/// <param name="Vocabulary">Words by how common they are.</param>
public sealed record DriftReference(string MadeBy, TrafficSketch Sketch, EmbeddingReference? Embedding, VocabularySketch Vocabulary)
{
    private const int MaxBytes = 8 << 20;

    /// <summary>Nothing counted, no axes, no words: what a reference of a model without any begins with.</summary>
    public static DriftReference None { get; } = new("", new TrafficSketch(), null, new VocabularySketch());

    /// <summary>
    /// Digest of the axes and words: places along axes and surprises that were measured by two of different measures can't be compared.
    /// </summary>
    public string Measure { get; } = MeasureOf(Embedding, Vocabulary);

    /// <summary>Digest of its file.</summary>
    internal string Identity() => Convert.ToHexStringLower(SHA256.HashData(ToBytes()));

    /// <summary>Reads one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is missing, damaged or of another version; the message says which.</exception>
    public static DriftReference Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: there is no such drift reference.");
        if (new FileInfo(path).Length > MaxBytes)
            throw new InvalidDataException($"{path} is larger than {MaxBytes} bytes: it is no drift reference.");
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"{path} is no drift reference: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <summary>The reference in the folder of a quality model; null where it has none.</summary>
    /// <param name="folder">The folder; null without a quality model.</param>
    /// <param name="name">The file's name there.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static DriftReference? Find(string? folder, string name = "drift.json") =>
        folder is not null && Path.Combine(folder, name) is var path && File.Exists(path) ? Read(path) : null;

    /// <summary>Reads the content of a file.</summary>
    /// <param name="bytes">The content.</param>
    /// <exception cref="InvalidDataException">It is damaged or of another version.</exception>
    /// <exception cref="JsonException">It is no JSON of this form.</exception>
    public static DriftReference Parse(ReadOnlySpan<byte> bytes)
    {
        var document = JsonSerializer.Deserialize(bytes, MonitoringJson.Default.ReferenceDocument);
        if (document is not { SchemaVersion: ReferenceDocument.CurrentSchema })
            throw new InvalidDataException($"version {ReferenceDocument.CurrentSchema} of the form is read here.");
        if (document.Embedding?.IsSound() == false)
            throw new InvalidDataException("the axes of the embedding are damaged.");
        if (TrafficSketch.Of(document.Sketch) is not { } sketch || VocabularySketch.Of(document.Vocabulary) is not { } vocabulary)
            throw new InvalidDataException("what was counted is damaged, or of another version.");
        return new DriftReference(document.MadeBy, sketch, document.Embedding, vocabulary);
    }

    /// <summary>Its file.</summary>
    public byte[] ToBytes() =>
        [
            .. JsonSerializer.SerializeToUtf8Bytes(
                new ReferenceDocument(ReferenceDocument.CurrentSchema, MadeBy, Embedding, Vocabulary.ToDocument(), Sketch.ToDocument()),
                MonitoringJson.Default.ReferenceDocument
            ),
            (byte)'\n',
        ];

    private static string MeasureOf(EmbeddingReference? embedding, VocabularySketch vocabulary)
    {
        var nothing = new TrafficSketch().ToDocument();
        var document = new ReferenceDocument(ReferenceDocument.CurrentSchema, "", embedding, vocabulary.ToDocument(), nothing);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, MonitoringJson.Default.ReferenceDocument);
        return Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
    }
}

/// <summary>A <see cref="DriftReference"/> as it is stored.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="MadeBy">How it was made.</param>
/// <param name="Embedding">Axes of the embedding.</param>
/// <param name="Vocabulary">Uses of words by place.</param>
/// <param name="Sketch">What was counted.</param>
internal sealed record ReferenceDocument(
    int SchemaVersion,
    string MadeBy,
    EmbeddingReference? Embedding,
    SortedDictionary<int, long> Vocabulary,
    SketchDocument Sketch
)
{
    public const int CurrentSchema = 1;
}
