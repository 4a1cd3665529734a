using System.Text.Json;

namespace Serverless.Hosts.Azure.Triggers;

/// <summary>
/// The functions of this app, as their folders say (function.json, host.json). The Functions host posts a trigger to <c>/FUNCTION</c>, and
/// hands on callers' requests with the paths they chose: a path
/// is a trigger's only if no route of an HTTP function can lead a caller to it. That is decided by the same files the Functions host
/// routes by, and by nothing that a caller sends.
/// </summary>
/// <param name="Triggers">Functions whose trigger is not HTTP and whose path no caller can reach.</param>
/// <param name="Faults">One line for each that a caller could reach; its trigger is not taken.</param>
internal sealed record FunctionFolders(IReadOnlySet<string> Triggers, IReadOnlyList<string> Faults)
{
    private const string DefaultPrefix = "api";

    /// <summary>Reads them; what cannot be read is no trigger.</summary>
    /// <param name="root">The app's folder.</param>
    public static FunctionFolders Read(string root)
    {
        var prefix = PrefixOf(Path.Combine(root, "host.json"));
        var (triggers, routes) = (new HashSet<string>(StringComparer.Ordinal), new List<(string Function, string Route)>());
        var files = Directory.EnumerateDirectories(root).Select(folder => Path.Combine(folder, "function.json")).Where(File.Exists);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file))!;
            if (TriggerOf(file) is not { } trigger)
                continue;
            var route = At(trigger, "route") is { ValueKind: JsonValueKind.String } said ? said.GetString() : name;
            if (trigger.GetProperty("type").GetString() is not "httpTrigger")
                triggers.Add(name);
            else
                routes.Add((name, $"{prefix}/{route}".Trim('/')));
        }

        var open = triggers
            .Select(name => (Name: name, By: routes.FirstOrDefault(one => Leads(one.Route, name))))
            .Where(one => one.By.Function is not null)
            .ToList();
        triggers.ExceptWith(open.Select(one => one.Name));
        return new FunctionFolders(triggers, [.. open.Select(one => FaultOf(one.Name, one.By.Function, one.By.Route))]);
    }

    private static string FaultOf(string name, string function, string route) =>
        $"{name} takes no triggers: the route '{route}' of {function}/function.json lets callers reach /{name}; "
        + $"give callers routes of their own, such as v1/{{*path}}";

    /// <summary>
    /// Whether a route's template can match a path of one segment. A parameter within a segment is taken as matching all.
    /// </summary>
    private static bool Leads(string template, string name)
    {
        var segments = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 0)
            return false;
        var isFirst = segments[0].Contains('{', StringComparison.Ordinal) || segments[0].Equals(name, StringComparison.OrdinalIgnoreCase);
        return isFirst && segments.Skip(1).All(MayBeLeftOut);
    }

    private static bool MayBeLeftOut(string segment) =>
        segment.StartsWith("{*", StringComparison.Ordinal)
        || segment.EndsWith("?}", StringComparison.Ordinal)
        || segment.Contains('=', StringComparison.Ordinal);

    private static string PrefixOf(string file)
    {
        using var host = Parse(file);
        return host is not null && At(host.RootElement, "extensions", "http", "routePrefix") is { ValueKind: JsonValueKind.String } prefix
            ? prefix.GetString()!
            : DefaultPrefix;
    }

    private static JsonElement? TriggerOf(string file)
    {
        using var function = Parse(file);
        if (function is null || At(function.RootElement, "bindings") is not { ValueKind: JsonValueKind.Array } bindings)
            return null;
        foreach (var binding in bindings.EnumerateArray())
        {
            if (
                At(binding, "type") is { ValueKind: JsonValueKind.String } type
                && type.GetString()!.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase)
            )
            {
                return binding.Clone();
            }
        }

        return null;
    }

    private static JsonElement? At(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element;
    }

    private static JsonDocument? Parse(string file)
    {
        try
        {
            return File.Exists(file)
                ? JsonDocument.Parse(
                    File.ReadAllBytes(file),
                    new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
                )
                : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
