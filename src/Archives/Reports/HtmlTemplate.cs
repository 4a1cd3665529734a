using System.Collections.Frozen;
using System.Net;
using System.Text.RegularExpressions;

namespace Serverless.Archives.Reports;

/// <summary>
/// The parts of <c>report.html</c>, each under a comment with its name. In a part, <c>{{name}}</c> stands for a text, which is escaped,
/// and <c>{{{name}}}</c> for HTML that was made before.
/// </summary>
internal static partial class HtmlTemplate
{
    private static readonly FrozenDictionary<string, string> Parts = PartsOf(Resource("report.html"));

    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Resource("report.css").TrimEnd();

    /// <summary>A part with its values.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="values">Name and value of each placeholder.</param>
    /// <exception cref="KeyNotFoundException">There is no such part, or a placeholder without a value.</exception>
    public static string Fill(string part, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
            known[name] = value;
        return Placeholder()
            .Replace(
                Parts[part],
                found =>
                    found.Groups["html"].Value is { Length: > 0 } html
                        ? known[html]
                        : WebUtility.HtmlEncode(known[found.Groups["text"].Value])
            );
    }

    private static FrozenDictionary<string, string> PartsOf(string file) =>
        PartName().Split(file).Skip(1).Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1].Trim('\n'), StringComparer.Ordinal);

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlTemplate).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<!-- ([a-z]+) -->\n", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PartName();

    [GeneratedRegex(@"\{\{\{(?<html>[a-z]+)\}\}\}|\{\{(?<text>[a-z]+)\}\}", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Placeholder();
}
