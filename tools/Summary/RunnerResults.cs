using System.Xml;

namespace Serverless.Summary;

/// <summary>The files that one runner left.</summary>
internal static class RunnerResults
{
    /// <summary>A folder in which no runner left anything is one failed test.</summary>
    public static IReadOnlyList<TestResult> ReadAll(string folder)
    {
        var exits = Directory.GetFiles(folder, "*.exit").Order(StringComparer.Ordinal).ToList();
        if (exits.Count == 0)
            return [new TestResult(folder, TestOutcome.Failed, folder, "No runner left anything here.")];
        return [.. exits.SelectMany(Read)];
    }

    /// <summary>
    /// A runner that crashed is a failed test of its own name: nothing ran, its results cannot be read, or it ended badly and no test says
    /// why.
    /// </summary>
    private static IEnumerable<TestResult> Read(string exitFile)
    {
        var runner = Path.GetFileNameWithoutExtension(exitFile);
        var exit = File.ReadAllText(exitFile).Trim();
        var (results, fault) = ReadFile(runner, Path.ChangeExtension(exitFile, null));
        var saysWhy = exit == "0" || results.Exists(result => result.Outcome == TestOutcome.Failed);
        if (fault is null && results.Count > 0 && saysWhy)
            return results;
        var log = Path.ChangeExtension(exitFile, ".log");
        var more = fault is null ? "" : $" {fault}";
        var seen = File.Exists(log) ? $"\n{string.Join('\n', File.ReadLines(log).TakeLast(10))}" : "";
        var message = $"The runner ended with {exit} after {results.Count} tests.{more}{seen}";
        return [.. results, new TestResult(runner, TestOutcome.Failed, runner, message)];
    }

    private static (List<TestResult> Results, string? Fault) ReadFile(string runner, string path)
    {
        try
        {
            if (File.Exists(path + ".trx"))
                return (TrxFile.Read(runner, path + ".trx"), null);
            if (File.Exists(path + ".tap"))
                return (TapText.Read(runner, File.ReadLines(path + ".tap")), null);
            return ([], null);
        }
        catch (Exception exception) when (exception is XmlException or IOException)
        {
            return ([], $"Its results cannot be read: {exception.Message}");
        }
    }
}
