using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Packages;

namespace Serverless.Cli.Models;

/// <summary>The model that this user chose with <c>caption model use</c>.</summary>
/// <param name="Model">A reference, or a whole path.</param>
/// <param name="Trusted">Files of the keys that were named with it.</param>
/// <param name="AllowsUnsigned">Whether it was taken although nobody signed it.</param>
internal sealed record ModelDefault(string Model, IReadOnlyList<string> Trusted, bool AllowsUnsigned)
{
    public const string Embedded = "embedded";

    private static string FilePath
    {
        get
        {
            var config =
                ModelSurroundings.Variable("XDG_CONFIG_HOME") is { } named && Path.IsPathFullyQualified(named)
                    ? named
                    : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
            return Path.Combine(config.Length > 0 ? config : Path.GetTempPath(), "captions", "model.json");
        }
    }

    /// <summary>What was chosen; null for the embedded model.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static ModelDefault? Read()
    {
        if (!File.Exists(FilePath))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), ModelDefaultJson.Default.ModelDefault);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{FilePath} is damaged; caption model use embedded removes it. {error.Message}", error);
        }
    }

    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllBytes(FilePath, JsonSerializer.SerializeToUtf8Bytes(this, ModelDefaultJson.Default.ModelDefault));
    }

    public static void Clear()
    {
        if (File.Exists(FilePath))
            File.Delete(FilePath);
    }

    /// <summary>A path of this folder as one that any folder can say.</summary>
    public static string Whole(string word) =>
        ModelReference.Parse(word).TryGet(out var reference, out _)
        && reference.Kind == ModelReferenceKind.Path
        && !word.StartsWith("file://", StringComparison.Ordinal)
            ? Path.GetFullPath(word)
            : word;
}

/// <summary>Generated reading and writing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelDefault))]
internal sealed partial class ModelDefaultJson : JsonSerializerContext;
