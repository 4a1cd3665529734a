namespace Serverless.Core.Classification;

/// <summary>
/// The display name of a class or kind in a caption, with its article, from <c>spoken.tsv</c> (id, label, words; a dash for none).
/// </summary>
public sealed class DisplayNames
{
    private readonly Dictionary<string, string> _names;

    private DisplayNames(Dictionary<string, string> names) => _names = names;

    /// <summary>The display name of a label; null when it has none.</summary>
    /// <param name="label">The label.</param>
    public string? Of(Label label) => _names[label.Id] is var names && names != "-" ? names : null;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hierarchy">What has to be there.</param>
    /// <exception cref="InvalidDataException">An id is unknown, doubled or missing, or has another label name; the message names the
    /// line.</exception>
    public static DisplayNames Read(string path, LabelHierarchy hierarchy)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (fields, location) in TsvFile.Read(path, 3))
        {
            if (!hierarchy.ById.TryGetValue(fields[0], out var label))
                throw new InvalidDataException($"{location}: the id {fields[0]} is not among the labels.");
            if (label.Name != fields[1])
                throw new InvalidDataException($"{location}: {fields[0]} is '{label.Name}' among the labels, '{fields[1]}' here.");
            if (!names.TryAdd(fields[0], fields[2]))
                throw new InvalidDataException($"{location}: {fields[0]} stands there twice.");
        }

        var missing = hierarchy.ById.Keys.FirstOrDefault(id => !names.ContainsKey(id));
        return missing is null
            ? new DisplayNames(names)
            : throw new InvalidDataException($"{path}: {missing} ('{hierarchy.ById[missing].Name}') is missing.");
    }
}
