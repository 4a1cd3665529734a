namespace Serverless.Summary;

internal enum TestOutcome
{
    Passed,
    Failed,
    Skipped,
}

/// <param name="Runner">The runner it comes from, by the name of its files.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Name">The test's own name.</param>
/// <param name="Message">Why it failed or was skipped; may be empty.</param>
internal sealed record TestResult(string Runner, TestOutcome Outcome, string Name, string Message);
