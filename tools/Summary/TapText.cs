using System.Text.RegularExpressions;

namespace Serverless.Summary;

/// <summary>
/// Results as <c>node --test --test-reporter=tap</c> writes them. Tests within tests are indented and stand before the line of the outer
/// one, which is no test of its own then.
/// </summary>
internal static partial class TapText
{
    public static List<TestResult> Read(string runner, IEnumerable<string> lines)
    {
        var (results, inner) = (new List<TestResult>(), new Stack<(int Indent, bool HasFailed)>());
        string? message = null;
        foreach (var line in lines)
        {
            if (TestPoint().Match(line) is { Success: true } match)
            {
                message = null;
                var (indent, hasFailed) = (match.Groups["indent"].Length, match.Groups["not"].Success);
                var (isOuter, isReported) = Close(inner, indent);
                inner.Push((indent, hasFailed));
                if (!isOuter || (hasFailed && !isReported))
                    results.Add(Of(runner, match, hasFailed));
            }
            else if (results.Count > 0 && results[^1].Outcome == TestOutcome.Failed)
            {
                message = MessageOf(message, line);
                if (message is not null)
                    results[^1] = results[^1] with { Message = message };
            }
        }

        return results;
    }

    /// <summary>Takes away the tests that stood inside the one whose line has come.</summary>
    private static (bool IsOuter, bool IsSaid) Close(Stack<(int Indent, bool HasFailed)> inner, int indent)
    {
        var (isOuter, isReported) = (false, false);
        while (inner.TryPeek(out var last) && last.Indent > indent)
        {
            (isOuter, isReported) = (true, isReported || last.HasFailed);
            inner.Pop();
        }

        return (isOuter, isReported);
    }

    private static TestResult Of(string runner, Match match, bool hasFailed)
    {
        var directive = match.Groups["directive"].Value;
        var isSkipped = directive.StartsWith("SKIP", StringComparison.OrdinalIgnoreCase);
        var outcome =
            isSkipped ? TestOutcome.Skipped
            : hasFailed ? TestOutcome.Failed
            : TestOutcome.Passed;
        return new TestResult(runner, outcome, match.Groups["name"].Value, isSkipped ? directive[4..].Trim() : $"see {runner}.tap");
    }

    /// <summary>The <c>error:</c> of the block below a failed test, with the lines that belong to it.</summary>
    private static string? MessageOf(string? message, string line)
    {
        var text = line.Trim();
        bool Starts(string key) => text.StartsWith(key, StringComparison.Ordinal);
        if (message is null)
            return Starts("error: ") ? text["error: ".Length..].Trim('\'', '|', '-') : null;
        return text is "..." or "" || Starts("code:") || Starts("stack:") ? null : message + '\n' + text;
    }

    [GeneratedRegex(@"^(?<indent> *)(?<not>not )?ok \d+ - (?<name>.*?)(?: # (?<directive>.*))?$")]
    private static partial Regex TestPoint();
}
