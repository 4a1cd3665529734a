using Serverless.Summary;

// Adds up what all runners of tests/run said: failures with their messages, skips with their reasons, and one line of totals at the end.
// Summary [--junit FILE] FOLDER...   each with *.trx (dotnet test) and *.tap (node --test), and for every runner NAME.exit with its exit
// code; --junit leaves all results there, as pipelines read them
// Ends with 1 where a test failed or a runner left no test behind, with 2 where nothing can be added up.
var (junit, folders) = args is ["--junit", var file, .. var rest] ? (file, rest) : (null, args);
if (folders.Length == 0 || folders.FirstOrDefault(folder => !Directory.Exists(folder)) is not null)
{
    Console.Error.WriteLine("usage: Summary [--junit FILE] FOLDER... (each must exist)");
    return 2;
}

IReadOnlyList<TestResult> results = [.. folders.SelectMany(folder => RunnerResults.ReadAll(folder))];
if (junit is not null)
    JUnitFile.Write(junit, results);
var report = Report.Of(results);
Console.Out.Write(report.Text);
return report.IsGood ? 0 : 1;
