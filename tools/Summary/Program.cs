using Serverless.Summary;

// Adds up what all runners of tests/run said: failures with their messages, skips with their reasons, and one line of totals at the end.
// Summary FOLDER...   each with *.trx (dotnet test) and *.tap (node --test), and for every runner NAME.exit with its exit code
// Ends with 1 where a test failed or a runner left no test behind, with 2 where nothing can be added up.
if (args.Length == 0 || args.FirstOrDefault(folder => !Directory.Exists(folder)) is not null)
{
    Console.Error.WriteLine("usage: Summary FOLDER... (each must exist)");
    return 2;
}

var report = Report.Of([.. args.SelectMany(folder => RunnerResults.ReadAll(folder))]);
Console.Out.Write(report.Text);
return report.IsGood ? 0 : 1;
