using System.Text.Json;

namespace Serverless.Core.Classification;

/// <summary>
/// Classes and the kinds above them, from <c>labels.json</c>: <c>{ classes: [{ id, label }], kinds: [{ id, label, classes }] }</c>.
/// </summary>
public sealed class LabelHierarchy
{
    private LabelHierarchy(IReadOnlyList<Label> classes, IReadOnlyList<Label> kinds)
    {
        Classes = classes;
        Kinds = kinds;
        ById = classes.Concat(kinds).ToDictionary(label => label.Id, StringComparer.Ordinal);
    }

    /// <summary>The classes in the model's order.</summary>
    public IReadOnlyList<Label> Classes { get; }

    /// <summary>The kinds.</summary>
    public IReadOnlyList<Label> Kinds { get; }

    /// <summary>Both by id.</summary>
    public IReadOnlyDictionary<string, Label> ById { get; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classCount">How many classes the model has.</param>
    /// <exception cref="InvalidDataException">An id or a label is missing, an id stands twice, the class count is not the model's, a kind
    /// has no class, an unknown one or one twice, or two kinds each stand above the other; the message names the entry.</exception>
    public static LabelHierarchy Read(string path, int classCount)
    {
        using var document = JsonFile.Open(path);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var classes = Entries(document.RootElement, "classes", path)
            .Select((entry, i) => ReadLabel(entry, $"{path}: classes[{i}]", ids, _ => [i]))
            .ToList();
        if (classes.Count != classCount)
            throw new InvalidDataException($"{path}: {classes.Count} classes are listed, the model has {classCount}.");
        var kinds = Entries(document.RootElement, "kinds", path)
            .Select((entry, i) => ReadLabel(entry, $"{path}: kinds[{i}]", ids, location => Members(entry, classCount, location)))
            .ToList();
        foreach (var twins in kinds.GroupBy(kind => string.Join(',', kind.Classes)).Where(group => group.Count() > 1))
        {
            throw new InvalidDataException(
                $"{path}: the kinds {string.Join(" and ", twins.Select(kind => $"'{kind.Name}'"))} have the same classes, so "
                    + $"that each stands above the other."
            );
        }

        return new LabelHierarchy(classes, kinds);
    }

    private static JsonElement.ArrayEnumerator Entries(JsonElement root, string name, string path) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw new InvalidDataException($"{path}: {name} is missing.");

    private static Label ReadLabel(
        JsonElement entry,
        string location,
        Dictionary<string, string> ids,
        Func<string, IReadOnlyList<int>> classes
    )
    {
        if (JsonFile.GetString(entry, "id") is not { Length: > 0 } id)
            throw new InvalidDataException($"{location}: id is missing.");
        if (JsonFile.GetString(entry, "label") is not { Length: > 0 } label)
            throw new InvalidDataException($"{location}: label is missing.");
        if (!ids.TryAdd(id, location))
            throw new InvalidDataException($"{location}: the id {id} stands already at {ids[id]}.");
        return new Label(id, label, classes(location));
    }

    private static List<int> Members(JsonElement entry, int classCount, string location)
    {
        var members = new SortedSet<int>();
        foreach (
            var (i, member) in (
                entry.TryGetProperty("classes", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default
            ).Index()
        )
        {
            if (member.ValueKind != JsonValueKind.Number || !member.TryGetInt32(out var index) || index < 0 || index >= classCount)
                throw new InvalidDataException($"{location}.classes[{i}]: {member} is no class; 0 to {classCount - 1} are.");
            if (!members.Add(index))
                throw new InvalidDataException($"{location}.classes[{i}]: the class {index} stands there twice.");
        }

        return members.Count > 0 ? [.. members] : throw new InvalidDataException($"{location}: the kind has no classes.");
    }
}
