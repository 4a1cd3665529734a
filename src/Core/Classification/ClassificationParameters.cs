using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Core.Classification;

/// <summary>The numbers of recognition (<c>recognition.json</c>), fitted by a command and committed with the model.</summary>
/// <param name="SchemaVersion">Of the file; 1.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="MadeBy">Command and date.</param>
/// <param name="Temperature">Divides logits before softmax; above 0.</param>
/// <param name="Say">What is below this probability is not said.</param>
/// <param name="Things">From this probability on everything is said, up to three things; below it the one likeliest thing alone.</param>
/// <param name="Certain">From this probability on things are said without those that are less likely.</param>
/// <param name="CertainLabel">The same of a label, which is finer ("a fox squirrel"): the most specific label from here on is preferred to
/// more specific ones below it, and to a tag of the same thing or of a rival.</param>
/// <param name="Intercept">Of the logistic curve from the logit of the least probability of what is said to its quality.</param>
/// <param name="Slope">Of the same.</param>
/// <param name="Good">Labels of at least this quality are good and written without "probably".</param>
/// <param name="Contradicted">From this <see cref="Contradiction.Things"/> on a text counts as contradicted, where another label of
/// the same category is likely.</param>
public sealed record ClassificationParameters(
    int SchemaVersion,
    string Name,
    string Version,
    string MadeBy,
    double Temperature,
    double Say,
    double Things,
    double Certain,
    double CertainLabel,
    double Intercept,
    double Slope,
    double Good,
    double Contradicted
)
{
    /// <summary>The file, in the folder of labels.</summary>
    public const string FileName = "recognition.json";

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is missing or damaged, or a number is out of range.</exception>
    public static ClassificationParameters Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        try
        {
            var read =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), RecognitionJson.Default.ClassificationParameters)
                ?? throw new InvalidDataException($"{path} is empty.");
            var isValid =
                read.Temperature > 0
                && read.Say > 0
                && read.Things >= read.Say
                && read.Certain >= read.Things
                && read.CertainLabel >= read.Certain
                && read.CertainLabel <= 1
                && read.Good is >= 0 and <= 1
                && read.Contradicted is > 0 and <= 1
                && read.Slope > 0;
            return isValid
                ? read
                : throw new InvalidDataException(
                    $"{path}: expected temperature > 0, 0 < say <= things <= certain <= certainLabel <= 1, good from 0 to 1, "
                        + "contradicted above 0 and at most 1, slope > 0."
                );
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The file's bytes: indented, for people read it too.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, RecognitionJson.Stored.ClassificationParameters), (byte)'\n'];

    /// <summary>The quality of a name as a caption.</summary>
    /// <param name="probability">0 to 1.</param>
    public double ScoreOf(double probability) => 1 / (1 + Math.Exp(-Intercept - (Slope * LogitOf(probability))));

    /// <summary>What the curve is over.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <returns>ln(p / (1 - p)), with p held a millionth away from its ends.</returns>
    public static double LogitOf(double probability)
    {
        const double Nearly = 1e-6;
        var bounded = Math.Clamp(probability, Nearly, 1 - Nearly);
        return Math.Log(bounded / (1 - bounded));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ClassificationParameters))]
internal sealed partial class RecognitionJson : JsonSerializerContext
{
    public static RecognitionJson Stored { get; } = new(JsonFile.Written());
}
