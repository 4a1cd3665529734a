using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Core.Quality;

/// <summary>The numbers of the classifier of kinds (<c>kinds.json</c>), fitted by a command and committed with the vision model.</summary>
/// <param name="SchemaVersion">Of the file; 1.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="MadeBy">Command and date.</param>
/// <param name="Kinds">Names of the kinds, in the order of the weights.</param>
/// <param name="Features">Names of the features of pixels and text as this version of the program measures them.</param>
/// <param name="StateWidth">How many numbers of the match state lie between these.</param>
/// <param name="Means">[features] subtracted.</param>
/// <param name="Deviations">[features] divided by, above 0.</param>
/// <param name="WithText">Weights where text was looked for.</param>
/// <param name="WithoutText">Weights where no reader is loaded; features of the text are left out.</param>
/// <param name="SurePhotograph">From this probability on it is surely a photograph.</param>
public sealed record KindParameters(
    int SchemaVersion,
    string Name,
    string Version,
    string MadeBy,
    IReadOnlyList<string> Kinds,
    IReadOnlyList<string> Features,
    int StateWidth,
    IReadOnlyList<double> Means,
    IReadOnlyList<double> Deviations,
    KindWeights WithText,
    KindWeights WithoutText,
    double SurePhotograph
)
{
    private const int KnownSchema = 1;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is missing or damaged, or its numbers do not fit together; the message says
    /// which.</exception>
    public static KindParameters Read(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        try
        {
            var read =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), KindJson.Default.KindParameters)
                ?? throw new InvalidDataException($"{path} is empty.");
            return read.Fault() is { } fault ? throw new InvalidDataException($"{path}: {fault}") : read;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The kinds.</summary>
    internal IReadOnlyList<PictureKind> ToKinds() => [.. Kinds.Select(name => Enum.Parse<PictureKind>(name, ignoreCase: true))];

    /// <summary>What is wrong with it; null where nothing is.</summary>
    private string? Fault()
    {
        if (SchemaVersion != KnownSchema)
            return $"schemaVersion {SchemaVersion} is not known; {KnownSchema} is.";
        if (Kinds.FirstOrDefault(name => !IsKind(name)) is { } foreign)
            return $"'{foreign}' is no kind of picture.";
        if (Kinds.Distinct(StringComparer.Ordinal).Count() != Kinds.Count || !Kinds.Contains("photograph", StringComparer.Ordinal))
            return "kinds must hold each kind once, and photograph.";
        string[] known = [.. KindFeatures.PixelNames, .. KindFeatures.TextNames];
        if (!Features.SequenceEqual(known, StringComparer.Ordinal))
            return $"features differ from those that are measured: {string.Join(", ", known)}.";
        if (StateWidth < 1)
            return "stateWidth must be at least 1.";
        var count = Features.Count + StateWidth;
        if (Means.Count != count || !Means.All(double.IsFinite))
            return $"means must hold {count} finite numbers.";
        if (Deviations.Count != count || !Deviations.All(value => double.IsFinite(value) && value > 0))
            return $"deviations must hold {count} finite numbers above 0.";
        if (!WithText.IsValid(Kinds.Count, count))
            return $"withText must hold {Kinds.Count} intercepts and {Kinds.Count} rows of {count} weights, all finite.";
        var without = count - KindFeatures.TextNames.Count;
        if (!WithoutText.IsValid(Kinds.Count, without))
            return $"withoutText must hold {Kinds.Count} intercepts and {Kinds.Count} rows of {without} weights, all finite.";
        return SurePhotograph is > 0 and <= 1 ? null : "surePhotograph must be above 0 and at most 1.";
    }

    private static bool IsKind(string name) =>
        Enum.TryParse<PictureKind>(name, ignoreCase: true, out var kind)
        && string.Equals(name, kind.ToString().ToLowerInvariant(), StringComparison.Ordinal)
        && kind is not (PictureKind.Unknown or PictureKind.Blank);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(KindParameters))]
internal sealed partial class KindJson : JsonSerializerContext;
