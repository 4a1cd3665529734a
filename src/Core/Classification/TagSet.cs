using System.Text.Json;

namespace Serverless.Core.Classification;

/// <summary>
/// The tags of an image classifier, from <c>tags.json</c>: <c>{ tags: [{ id, label, plural, phrase, kind: "thing" or "scene", where?,
/// synset, calibration: { scale, offset } }] }</c>, in the order of the model's <c>tag_logits</c>. Further members say how they were
/// measured, and are passed over.
/// </summary>
public sealed class TagSet
{
    private const string Thing = "thing",
        Scene = "scene";

    private TagSet(IReadOnlyList<Tag> tags)
    {
        All = tags;
        BySynset = tags.Where(tag => tag.Synset is not null).ToDictionary(tag => tag.Synset!, StringComparer.Ordinal);
    }

    /// <summary>The tags in the model's order; at least one.</summary>
    public IReadOnlyList<Tag> All { get; }

    /// <summary>Those that WordNet has, by its id.</summary>
    public IReadOnlyDictionary<string, Tag> BySynset { get; }

    /// <summary>How many there are.</summary>
    public int Count => All.Count;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">Something is missing or out of range, an id is out of order, or a name or a synset stands
    /// twice; the message names the entry.</exception>
    public static TagSet Read(string path)
    {
        using var document = JsonFile.Open(path);
        var root = document.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("tags", out var list)
            || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() == 0
        )
            throw new InvalidDataException($"{path}: tags must list at least one.");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var synsets = new Dictionary<string, string>(StringComparer.Ordinal);
        var tags = new List<Tag>();
        foreach (var (i, entry) in list.EnumerateArray().Index())
        {
            var location = $"{path}: tags[{i}]";
            var tag = ReadTag(entry, i, location);
            if (!names.TryAdd(tag.Name, location))
                throw new InvalidDataException($"{location}: the label '{tag.Name}' stands already at {names[tag.Name]}.");
            if (tag.Synset is { } synset && !synsets.TryAdd(synset, location))
                throw new InvalidDataException($"{location}: the synset {synset} stands already at {synsets[synset]}.");
            tags.Add(tag);
        }

        return new TagSet(tags);
    }

    private static Tag ReadTag(JsonElement entry, int index, string location)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{location} is no object.");
        if (JsonFile.GetInt32(entry, "id") is not { } id)
            throw new InvalidDataException($"{location}: id is missing.");
        if (id != index)
            throw new InvalidDataException($"{location}: the id {id} is out of order; the model's output {index} stands there.");
        var kind = Text(entry, "kind", location);
        if (kind is not (Thing or Scene))
            throw new InvalidDataException($"{location}: the kind '{kind}' is neither {Thing} nor {Scene}.");
        var isScene = kind == Scene;
        var where = Optional(entry, "where", location);
        if (where is not null && !isScene)
            throw new InvalidDataException($"{location}: where is said of scenes only.");
        var synset = Optional(entry, "synset", location);
        if (synset is not null && !IsSynset(synset))
            throw new InvalidDataException($"{location}: the synset '{synset}' is none of WordNet, such as n00007846.");
        if (!entry.TryGetProperty("calibration", out var calibration) || calibration.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{location}: calibration is missing.");
        var (scale, offset) = (Number(calibration, "scale", location), Number(calibration, "offset", location));
        if (scale <= 0)
            throw new InvalidDataException($"{location}: calibration.scale is {scale}; above 0 is expected.");
        return new Tag(
            id,
            Text(entry, "label", location),
            Text(entry, "plural", location),
            Text(entry, "phrase", location),
            isScene,
            where,
            synset,
            scale,
            offset
        );
    }

    private static string Text(JsonElement entry, string name, string location) =>
        JsonFile.GetString(entry, name) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw new InvalidDataException($"{location}: {name} is missing.");

    /// <returns>Null where it is missing or null.</returns>
    private static string? Optional(JsonElement entry, string name, string location) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Text(entry, name, location) : null;

    private static double Number(JsonElement calibration, string name, string location) =>
        JsonFile.GetDouble(calibration, name) is { } number && double.IsFinite(number)
            ? number
            : throw new InvalidDataException($"{location}: calibration.{name} is missing.");

    private static bool IsSynset(string text) =>
        text.Length == 9 && text[0] == 'n' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
