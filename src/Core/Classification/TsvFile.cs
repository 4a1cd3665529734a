namespace Serverless.Core.Classification;

/// <summary>Data files with tabs between fields; lines that begin with # are comments.</summary>
internal static class TsvFile
{
    /// <returns>The fields of each line, and where it stands, for messages.</returns>
    /// <exception cref="InvalidDataException">The file is missing, or a line has another number of fields.</exception>
    public static IEnumerable<(string[] Fields, string Place)> Read(string path, int fields)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing.");
        foreach (var (i, line) in File.ReadLines(path).Index())
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var location = $"{path}, line {i + 1}";
            var found = line.Split('\t');
            if (found.Length != fields || Array.Exists(found, string.IsNullOrWhiteSpace))
                throw new InvalidDataException($"{location}: expected {fields} fields with tabs between.");
            yield return (found, location);
        }
    }
}
