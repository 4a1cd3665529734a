using System.Text.Json;

namespace Serverless.Loop.Settings;

/// <summary>An object of <c>loop.json</c>: what it is asked for is known, everything else a fault.</summary>
/// <param name="path">What names are told with: "" or <c>triggers.</c>.</param>
/// <param name="json">The object; default where it is not there.</param>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class LoopSection(string path, JsonElement json, List<string> faults)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            return text;
        return Refuse<string>(name, value, "text is expected");
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String))
            return Refuse<IReadOnlyList<string>>(name, value, "a list of texts is expected") ?? [];
        return [.. value.EnumerateArray().Select(one => one.GetString()!)];
    }

    public double Number(string name, double defaultValue, double min, double max)
    {
        if (Find(name) is not { } value)
            return defaultValue;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max)
            return number;
        Refuse<string>(name, value, FormattableString.Invariant($"a number from {min} to {max} is expected"));
        return defaultValue;
    }

    public bool Flag(string name, bool defaultValue)
    {
        if (Find(name) is not { } value)
            return defaultValue;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Refuse<string>(name, value, "true or false is expected");
        return defaultValue;
    }

    public LoopSection Section(string name)
    {
        var value = Find(name);
        if (value is { ValueKind: not JsonValueKind.Object })
            Refuse<string>(name, value.Value, "an object is expected");
        return new LoopSection(path + name + ".", value is { ValueKind: JsonValueKind.Object } found ? found : default, faults);
    }

    /// <summary>What nobody asked for.</summary>
    public void RefuseOthers()
    {
        if (json.ValueKind != JsonValueKind.Object)
            return;
        var known = string.Join(", ", _known.Order(StringComparer.Ordinal));
        foreach (var property in json.EnumerateObject().Where(property => !_known.Contains(property.Name)))
            faults.Add($"{path}{property.Name}: there is no such setting; known: {known}");
    }

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
    }

    private T? Refuse<T>(string name, JsonElement value, string expected)
        where T : class
    {
        faults.Add($"{path}{name}: {expected}, it is {value.GetRawText().ReplaceLineEndings(" ")}");
        return null;
    }
}
