using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Testing;

namespace Serverless.Api.Tests.OpenApi;

/// <summary>An answer of the contract suite (tests/Fixtures/answers), and what it answers.</summary>
/// <param name="Id">Profile and name.</param>
/// <param name="Method">As the request line has it.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Status">The final one.</param>
/// <param name="Media">The media type; null without a body.</param>
/// <param name="HasHead">Whether there is any header: a server that cannot read a request closes with none.</param>
/// <param name="Body">The body, its marks for varying numbers undone.</param>
internal sealed partial record RecordedAnswer(string Id, string Method, string Path, int Status, string? Media, bool HasHead, string Body)
{
    private static readonly string Folder = System.IO.Path.Combine(Repository.Fixtures, "answers");

    public static IReadOnlyList<RecordedAnswer> All { get; } =
    [.. JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(Folder, "cases.json"))).RootElement.EnumerateArray().Select(Read)];

    private static RecordedAnswer Read(JsonElement row)
    {
        var (id, request) = ($"{row.GetProperty("profile")}/{row.GetProperty("name")}", row.GetProperty("request"));
        var text = File.ReadAllText(System.IO.Path.Combine(Folder, id + ".txt"), Encoding.UTF8);
        while (text.StartsWith('1')) // an interim answer goes before
            text = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var head = text[..end].Split('\n');
        var media = head.FirstOrDefault(line => line.StartsWith("content-type: ", StringComparison.Ordinal))?["content-type: ".Length..];
        return new RecordedAnswer(
            id,
            request.GetProperty("method").GetString()!,
            request
                .GetProperty("path")
                .GetString()!
                .Split('?')[0]
                .Replace("${path:uploadUrl}", "/v1/uploads/token", StringComparison.Ordinal),
            int.Parse(head[0], CultureInfo.InvariantCulture),
            media?.Split(';')[0],
            head.Length > 1,
            Marks().Replace(text[(end + 2)..], "0")
        );
    }

    /// <summary>Times and numbers that vary stand as marks without quotes.</summary>
    [GeneratedRegex("(?<=[:,\\[])<[a-z]+>", RegexOptions.None, 1000)]
    private static partial Regex Marks();
}
