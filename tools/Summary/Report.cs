using System.Globalization;
using System.Text;

namespace Serverless.Summary;

/// <param name="Text">Failures with their messages, skips with reasons and how often, and the line of totals, alone and last.</param>
/// <param name="IsGood">Whether nothing failed.</param>
internal sealed record Report(string Text, bool IsGood)
{
    private const int MaxMessageLines = 12;

    public static Report Of(IReadOnlyList<TestResult> results)
    {
        var text = new StringBuilder();
        foreach (var failed in results.Where(result => result.Outcome == TestOutcome.Failed))
        {
            text.Append("FAILED  ").Append(failed.Name).Append('\n');
            var lines = failed.Message.Split('\n').Take(MaxMessageLines);
            foreach (var line in lines)
                text.Append("        ").Append(line.TrimEnd('\r')).Append('\n');
        }

        var skips = results.Where(result => result.Outcome == TestOutcome.Skipped);
        var reasons = skips.CountBy(result => $"{result.Runner}: {result.Message}");
        foreach (var (reason, times) in reasons)
            text.Append(CultureInfo.InvariantCulture, $"SKIPPED {times} x {reason}\n");

        int Count(TestOutcome outcome) => results.Count(result => result.Outcome == outcome);
        var (passed, failures, skipped) = (Count(TestOutcome.Passed), Count(TestOutcome.Failed), Count(TestOutcome.Skipped));
        text.Append(CultureInfo.InvariantCulture, $"{passed} passed, {failures} failed, {skipped} skipped\n");
        return new Report(text.ToString(), failures == 0);
    }
}
