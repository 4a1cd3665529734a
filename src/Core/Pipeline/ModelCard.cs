using System.Text.Json;

namespace Serverless.Core.Pipeline;

/// <summary>The model card of a captioner, <c>caption.json</c>.</summary>
/// <param name="Name">Its name; of a plain folder the folder's.</param>
/// <param name="Version">Its semantic version; of a plain folder 0.0.0.</param>
/// <param name="Languages">Languages it writes (BCP 47), the default first; "und" where it declares none.</param>
/// <param name="Details">Levels of detail it knows, the default first.</param>
/// <param name="KnowsLowerCaseOnly">Whether texts are lower-cased before it scores them.</param>
/// <param name="Card">Its card as Markdown, null when it has none.</param>
public sealed record ModelCard(
    string Name,
    string Version,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Details,
    bool KnowsLowerCaseOnly,
    string? Card
)
{
    /// <summary>Reads the card of a model folder.</summary>
    /// <param name="folder">A folder in the Hugging Face layout, with or without <c>caption.json</c>.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static ModelCard Read(string folder)
    {
        var path = Path.Combine(folder, "caption.json");
        if (!File.Exists(path))
            return new ModelCard(
                Path.GetFileName(Path.GetFullPath(folder).TrimEnd('/', '\\')),
                "0.0.0",
                ["und"],
                ["brief"],
                false,
                ReadText(Path.Combine(folder, "README.md"))
            );
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        return new ModelCard(
            JsonFile.GetString(root, "name") ?? throw new InvalidDataException($"{path}: name is missing."),
            JsonFile.GetString(root, "version") ?? throw new InvalidDataException($"{path}: version is missing."),
            Texts(root, "languages", path),
            Texts(root, "details", path),
            JsonFile.GetString(root, "words") == "lowercase",
            JsonFile.GetString(root, "card") is { } card ? ReadText(Path.Combine(folder, card)) : null
        );
    }

    private static string[] Texts(JsonElement root, string name, string path) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw new InvalidDataException($"{path}: {name} must list at least one.");

    private static string? ReadText(string path) => File.Exists(path) ? File.ReadAllText(path) : null;
}
