using System.Text.Json;

namespace Serverless.Cli.Commands;

/// <summary>A picture and words about it.</summary>
/// <param name="Image">Where the picture is; null when the line cannot be read.</param>
/// <param name="Caption">The words; null when the line cannot be read.</param>
internal sealed record PairLine(string? Image, string? Caption);

/// <summary>Reads <c>--pairs</c>: a JSON object a line. A line that cannot be read stays in its place and fails alone.</summary>
internal static class PairFile
{
    /// <exception cref="InvalidDataException">There is no such file.</exception>
    public static IReadOnlyList<PairLine> Read(FileInfo file)
    {
        if (!file.Exists) throw new InvalidDataException($"{file.Name}: there is no such file.");
        return [.. File.ReadLines(file.FullName).Where(line => !string.IsNullOrWhiteSpace(line)).Select(Parse)];
    }

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
