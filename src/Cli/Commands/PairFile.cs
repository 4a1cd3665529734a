using System.Text.Json;

namespace Serverless.Cli.Commands;

/// <summary>A picture and a text about it.</summary>
/// <param name="Image">Where the picture is; null when the line cannot be read.</param>
/// <param name="Caption">The text; null when the line cannot be read.</param>
internal sealed record PairLine(string? Image, string? Caption)
{
    /// <summary>Its line in the file, from 1; 0 for a text from the command line.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Number { get; init; }
}

/// <summary>
/// Reads <c>--pairs</c>: a JSON object a line, as the lines are asked for. A line that cannot be read stays in its place and fails alone.
/// </summary>
internal static class PairFile
{
    /// <exception cref="InvalidDataException">There is no such file.</exception>
    public static IEnumerable<PairLine> Read(FileInfo file)
    {
        if (!file.Exists)
            throw new InvalidDataException($"{file.Name}: there is no such file.");
        return File.ReadLines(file.FullName)
            .Select((line, index) => (Text: line, Number: index + 1))
            .Where(line => !string.IsNullOrWhiteSpace(line.Text))
            .Select(line => Parse(line.Text) with { Number = line.Number });
    }

    /// <summary>How many pairs a file holds.</summary>
    public static int Count(FileInfo file) => File.ReadLines(file.FullName).Count(line => !string.IsNullOrWhiteSpace(line));

    private static PairLine Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, FailureJson.Default.PairLine) ?? new PairLine(null, null);
        }
        catch (JsonException)
        {
            return new PairLine(null, null);
        }
    }
}
