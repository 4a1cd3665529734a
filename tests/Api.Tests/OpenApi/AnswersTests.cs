using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Serverless.Api.Tests.OpenApi;

/// <summary>What hosts answer is what the OpenAPI document says that they answer.</summary>
public sealed class AnswersTests
{
    /// <summary>
    /// Held are the answers to documented methods of documented paths, as they are written. The document does not speak of other paths and
    /// methods (404, 405, OPTIONS), nor of what a server refuses before there is a request (such an answer has no header at all).
    /// </summary>
    [Fact]
    public async Task Every_answer_is_documented_and_has_the_form_that_its_schema_gives()
    {
        var document = (await GeneratedDocument.GetAsync()).Root;
        var operations = document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject().Select(operation => (Path: PathOf(path.Name), operation.Name, operation.Value))
            )
            .ToList();
        var schemas = new Dictionary<string, JsonSchema>();
        var (held, errors) = (0, new List<string>());
        foreach (var answer in RecordedAnswer.All.Where(answer => answer.HasHead))
        {
            var method = answer.Method.Equals("HEAD", StringComparison.OrdinalIgnoreCase) ? "get" : answer.Method.ToLowerInvariant();
            var operation = operations.FirstOrDefault(one => one.Name == method && one.Path.IsMatch(answer.Path)).Value;
            if (operation.ValueKind == JsonValueKind.Undefined)
                continue;
            held++;
            if (ErrorOf(answer, operation, document, schemas) is { } error)
                errors.Add($"{answer.Id} ({answer.Method} {answer.Path} {answer.Status}): {error}");
        }

        Assert.Empty(errors);
        Assert.True(held > 600, $"Only {held} of {RecordedAnswer.All.Count} answers are held.");
    }

    private static string? ErrorOf(
        RecordedAnswer answer,
        JsonElement operation,
        JsonElement document,
        Dictionary<string, JsonSchema> schemas
    )
    {
        if (!operation.GetProperty("responses").TryGetProperty($"{answer.Status}", out var response))
            return "the status is not documented";
        if (answer.Media is null)
            return answer.Body.Length == 0 ? null : "a body without a media type";
        if (!response.TryGetProperty("content", out var content) || !content.TryGetProperty(answer.Media, out var form))
            return $"{answer.Media} is not documented";
        if (answer.Body.Length == 0 || !form.TryGetProperty("schema", out var schema))
            return null;
        var key = schema.GetRawText();
        if (!schemas.TryGetValue(key, out var known))
            schemas[key] = known = Whole(schema, document);
        using var body = JsonDocument.Parse(answer.Body);
        var results = known.Evaluate(body.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? null
            : string.Join(
                "; ",
                results.Details!.SelectMany(one => one.Errors?.Select(error => $"{one.InstanceLocation} {error.Value}") ?? [])
            );
    }

    /// <summary>A schema with all components inside, so that it stands alone.</summary>
    private static JsonSchema Whole(JsonElement schema, JsonElement document)
    {
        var components = document.GetProperty("components").GetProperty("schemas").GetRawText();
        var text = $$"""{ "$schema": "{{MetaSchemas.Draft202012Id}}", "$defs": {{components}}, "allOf": [{{schema.GetRawText()}}] }""";
        return JsonSchema.FromText(text.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }

    private static Regex PathOf(string path) =>
        new($"^{Regex.Replace(Regex.Escape(path), @"\\\{[a-z]+}", "[^/]+")}$", RegexOptions.NonBacktracking);
}
