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
    /// <param name="details">The levels of detail that the captioner knows, the default first.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or promises a level of detail that the captioner does not
    /// know.</exception>
    public static ModelCard Read(string folder, IReadOnlyList<string> details)
    {
        var path = Path.Combine(folder, "caption.json");
        if (!File.Exists(path))
            return new ModelCard(NameOf(folder), "0.0.0", ["und"], details, false, ReadText(Path.Combine(folder, "README.md")));
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        return new ModelCard(
            JsonFile.GetString(root, "name") ?? throw new InvalidDataException($"{path}: name is missing."),
            JsonFile.GetString(root, "version") ?? throw new InvalidDataException($"{path}: version is missing."),
            Texts(root, "languages", path),
            Known(Texts(root, "details", path), details, path),
            JsonFile.GetString(root, "words") == "lowercase",
            JsonFile.GetString(root, "card") is { } card ? ReadText(Path.Combine(folder, card)) : null
        );
    }

    /// <summary>What a model without a card is called: as its folder.</summary>
    internal static string NameOf(string folder) => Path.GetFileName(Path.GetFullPath(folder).TrimEnd('/', '\\'));

    private static string[] Known(string[] promised, IReadOnlyList<string> details, string path) =>
        promised.Except(details, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } unknown
            ? throw new InvalidDataException($"{path}: details lists '{unknown}'; the captioner knows {string.Join(" and ", details)}.")
            : promised;

    private static string[] Texts(JsonElement root, string name, string path) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw new InvalidDataException($"{path}: {name} must list at least one.");

    private static string? ReadText(string path) => File.Exists(path) ? File.ReadAllText(path) : null;
}
