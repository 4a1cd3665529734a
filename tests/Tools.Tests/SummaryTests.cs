using System.Xml.Linq;
using Serverless.Summary;

namespace Serverless.Tools.Tests;

/// <summary>The line that ends a run of all tests, and what stands above it.</summary>
public sealed class SummaryTests : IDisposable
{
    private const string Good = """<UnitTestResult testName="A_good_one" outcome="Passed" />""";

    private const string Skipped = """
        <UnitTestResult testName="A_skipped_one" outcome="NotExecuted">
          <Output><StdOut>it is not installed</StdOut></Output>
        </UnitTestResult>
        """;

    private const string Bad = """
        <UnitTestResult testName="A_bad_one(text: &quot;&lt;&#x1;&quot;)" outcome="Failed">
          <Output><ErrorInfo><Message>one&#xD;&#xA;two</Message></ErrorInfo></Output>
        </UnitTestResult>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("summary-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void All_runners_are_added_up_on_the_last_line()
    {
        Ran("A.Tests", "trx", Trx(Good, Good, Skipped, Skipped), "0");
        Ran("Page", "tap", "TAP version 13\nok 1 - it works\nok 2 - it waits # SKIP no browser\n1..2\n", "0");
        var report = Read();
        Assert.True(report.IsGood);
        string[] lines = ["SKIPPED 2 x A.Tests: it is not installed", "SKIPPED 1 x Page: no browser", "3 passed, 0 failed, 3 skipped", ""];
        Assert.Equal(lines, report.Text.Split('\n'));
    }

    [Fact]
    public void A_failure_is_told_with_its_name_and_its_message()
    {
        Ran("A.Tests", "trx", Trx(Good, Bad), "1");
        var report = Read();
        Assert.False(report.IsGood);
        Assert.Equal("FAILED  A_bad_one(text: \"<\u0001\")\n        one\n        two\n1 passed, 1 failed, 0 skipped\n", report.Text);
    }

    [Fact]
    public void Pipelines_read_all_results_even_those_named_after_characters_that_XML_forbids()
    {
        Ran("A.Tests", "trx", Trx(Good, Skipped, Bad), "1");
        var file = Path.Combine(_folder, "junit.xml");
        JUnitFile.Write(file, RunnerResults.ReadAll(_folder));
        var suite = XDocument.Load(file).Root!.Element("testsuite")!;
        Assert.Equal(
            ("3", "1", "1"),
            ((string)suite.Attribute("tests")!, (string)suite.Attribute("failures")!, (string)suite.Attribute("skipped")!)
        );
        Assert.Equal(
            ["A_good_one", "A_skipped_one", "A_bad_one(text: \"<\uFFFD\")"],
            suite.Elements("testcase").Select(test => (string)test.Attribute("name")!)
        );
        Assert.Equal("one\ntwo", suite.Descendants("failure").Single().Value.ReplaceLineEndings("\n"));
        Assert.Equal("it is not installed", (string)suite.Descendants("skipped").Single().Attribute("message")!);
    }

    [Theory]
    [InlineData("no test ran", "trx", "<TestRun />", "0", "0 passed, 1 failed, 0 skipped")]
    [InlineData("no file was left", "", "", "134", "0 passed, 1 failed, 0 skipped")]
    [InlineData("the file is cut", "trx", "<TestRun><UnitTestResult outcome=\"Passed\"", "0", "0 passed, 1 failed, 0 skipped")]
    [InlineData("it ended badly after good tests", "trx", $"<TestRun>{Good}</TestRun>", "139", "1 passed, 1 failed, 0 skipped")]
    [InlineData("it ended badly after skipped tests", "tap", "ok 1 - one # SKIP why\n", "1", "0 passed, 1 failed, 1 skipped")]
    [InlineData("it was stopped before it told its end", "trx", $"<TestRun>{Good}</TestRun>", "", "1 passed, 1 failed, 0 skipped")]
    public void A_runner_that_crashed_counts_as_failed(string how, string kind, string results, string exit, string totals)
    {
        Assert.NotEmpty(how);
        Ran("A.Tests", kind, results, exit);
        var report = Read();
        Assert.Equal((false, totals), (report.IsGood, report.Text.TrimEnd('\n').Split('\n')[^1]));
        Assert.StartsWith("FAILED  A.Tests\n        The runner ended with", report.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ok 1 - a\nnot ok 2 - b\n", 1, 1, 0)]
    [InlineData("    ok 1 - a\n    ok 2 - b # SKIP no browser\n    1..2\nok 1 - page.test.mjs\n", 1, 0, 1)]
    [InlineData("    ok 1 - a\n    not ok 2 - b\n    1..2\nnot ok 1 - page.test.mjs\n", 1, 1, 0)]
    [InlineData("    ok 1 - a\n    1..1\nnot ok 1 - page.test.mjs\n", 1, 1, 0)]
    [InlineData("    ok 1 - a\nok 1 - one.mjs\n    ok 1 - b\n        not ok 1 - c\n    not ok 2 - d\nnot ok 2 - two.mjs\n", 2, 1, 0)]
    public void Tests_within_tests_are_counted_once(string tap, int passed, int failed, int skipped)
    {
        var outcomes = TapText.Read("Page", tap.Split('\n')).CountBy(result => result.Outcome).ToDictionary();
        int Count(TestOutcome outcome) => outcomes.GetValueOrDefault(outcome);
        var counted = (Count(TestOutcome.Passed), Count(TestOutcome.Failed), Count(TestOutcome.Skipped));
        Assert.Equal((passed, failed, skipped), counted);
    }

    [Fact]
    public void A_failed_test_of_Node_says_its_error()
    {
        string[] lines =
        [
            "not ok 1 - a",
            "  ---",
            "  duration_ms: 1",
            "  error: |-",
            "    Expected values",
            "    1 !== 2",
            "  code: 'ERR_ASSERTION'",
            "  ...",
            "ok 2 - b",
        ];
        Assert.Equal("\nExpected values\n1 !== 2", TapText.Read("Page", lines)[0].Message);
        Assert.Equal("it is gone", TapText.Read("Page", ["not ok 1 - a", "  ---", "  error: 'it is gone'", "  ..."])[0].Message);
    }

    [Fact]
    public void A_folder_without_any_runner_counts_as_failed() =>
        Assert.EndsWith("\n0 passed, 1 failed, 0 skipped\n", Read().Text, StringComparison.Ordinal);

    [Fact]
    public void Runs_in_two_folders_are_added_up()
    {
        Ran("A.Tests", "trx", Trx(Good), "0");
        var other = Directory.CreateDirectory(Path.Combine(_folder, "other")).FullName;
        File.WriteAllText(Path.Combine(other, "A.Tests.trx"), Trx(Good, Skipped));
        File.WriteAllText(Path.Combine(other, "A.Tests.exit"), "0");
        var text = Report.Of([.. RunnerResults.ReadAll(_folder), .. RunnerResults.ReadAll(other)]).Text;
        Assert.EndsWith("\n2 passed, 0 failed, 1 skipped\n", text, StringComparison.Ordinal);
    }

    private static string Trx(params string[] results) =>
        $"""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{string.Concat(results)}</Results></TestRun>
            """;

    private void Ran(string runner, string kind, string results, string exit)
    {
        if (kind.Length > 0)
            File.WriteAllText(Path.Combine(_folder, $"{runner}.{kind}"), results);
        File.WriteAllText(Path.Combine(_folder, runner + ".exit"), exit);
    }

    private Report Read() => Report.Of([.. RunnerResults.ReadAll(_folder)]);
}
