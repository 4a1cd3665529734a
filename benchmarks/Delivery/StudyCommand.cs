using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Serverless.Benchmarks.Delivery.Real;

namespace Serverless.Benchmarks.Delivery;

/// <summary>The study of deployments: the same changes and mistakes in three arms. Writes docs/deployment-study.md.</summary>
internal static class StudyCommand
{
    private const int Runs = 100;

    public static readonly string[] Arms = ["runbook", "built, runbook", "pipeline"];

    /// <summary>In memory, and over real hosts before where that is asked for.</summary>
    /// <param name="isReal">Whether real hosts are tried too; else what was found with them the last time is kept.</param>
    /// <param name="only">Kinds of mistakes that are tried with them; none for all.</param>
    public static async Task<int> RunAsync(bool isReal, params string[] only)
    {
        var data = StudyData.Read(Path.Combine(Checkout.Root, "benchmarks", "Delivery", "data"));
        if (isReal)
            await RealStudy.RunAsync(data, only);
        var cases = CasesOf(data);
        var outcomes = new List<StudyOutcome>();
        foreach (var one in cases)
        {
            for (var arm = 0; arm < Arms.Length; arm++)
                outcomes.Add(await new StudyRun(data, arm, one).RunAsync());
            Console.Error.Write($"\r{outcomes.Count / Arms.Length} of {Runs}");
        }

        Console.Error.WriteLine();
        var clean = new List<StudyOutcome>();
        foreach (var target in data.Runbooks.Manual.Keys)
        {
            for (var arm = 0; arm < Arms.Length; arm++)
                clean.Add(await new StudyRun(data, arm, new StudyCase(0, "code", target, "")).RunAsync());
        }

        var text = Write(data, cases, outcomes, clean);
        await File.WriteAllTextAsync(Path.Combine(Checkout.Root, "docs", "deployment-study.md"), text);
        Console.WriteLine(text);
        return clean.Any(outcome => outcome.Gate.Length > 0 || outcome.ReachesProduction) ? 1 : 0;
    }

    /// <summary>Every kind of mistake in turn; change and target by the seed.</summary>
    private static List<StudyCase> CasesOf(StudyData data)
    {
        var targets = data.Runbooks.Manual.Keys.ToArray();
        return
        [
            .. Enumerable
                .Range(0, Runs)
                .Select(seed =>
                {
                    var random = new Random(seed);
                    var at = random.Next(data.Sweep.Changes.Sum(change => change.Weight));
                    var change = data.Sweep.Changes.First(change => (at -= change.Weight) < 0).Kind;
                    return new StudyCase(
                        seed / data.Mistakes.Count + seed,
                        change,
                        targets[random.Next(targets.Length)],
                        data.Mistakes[seed % data.Mistakes.Count].Id
                    );
                }),
        ];
    }

    private static string Write(StudyData data, List<StudyCase> cases, List<StudyOutcome> outcomes, List<StudyOutcome> clean)
    {
        var page = new StringBuilder();
        void Line(string text) => page.Append(text).Append('\n');
        Line("# Deployments: by hand, built, and by the pipeline");
        Line("");
        Line(
            $"Made by `make study` ({RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} "
                + $"processors, {RuntimeInformation.RuntimeIdentifier}). Data: `benchmarks/Delivery/data`."
        );
        Line(
            $"Three arms do the same {Runs} changes (seeds 0 to {Runs - 1}), each with one of {data.Mistakes.Count} "
                + "kinds of mistake: a written runbook (0); build and test automated, deploy by runbook (1); "
                + "the whole pipeline (2)."
        );
        Line(
            "Targets are in memory with 600 callers' requests a minute; ledger, gates, settings, smoke "
                + "test, canary, recovery and rollback are the product's own code. What a platform does by itself "
                + "(a revision that is not ready gets no traffic on Google Cloud and Kubernetes) holds in every "
                + "arm. \"Reaches production\": the mistake is there when the deploy has ended. Bad requests: "
                + "of the deploy and the hour after, if nobody looks."
        );
        Line(
            "What it does not show: time and skill of people, the build and the tests themselves, and the clouds' own "
                + "checks. The policy over Terraform's plan (JSON) is no part of any run: it looks at the stack and "
                + "not at a deploy, so nothing here says what it catches. Real hosts have a section of their own, below."
        );
        Line("");
        Line("## Work for one change on one target");
        Line(
            $"| target | steps: {Arms[0]} | {Arms[1]} | {Arms[2]} | decisions: {Arms[0]} | {Arms[1]} | "
                + $"{Arms[2]} | machine minutes: {Arms[0]} | {Arms[1]} | {Arms[2]} |"
        );
        Line("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var target in data.Runbooks.Manual.Keys)
        {
            var steps = Enumerable.Range(0, 3).Select(arm => data.Runbooks.Of(arm, target, "code")).ToList();
            var minutes = Enumerable.Range(0, 3).Select(arm => clean.First(one => one.Arm == arm && one.Case.Target == target));
            Line(
                $"| {target} | {string.Join(" | ", steps.Select(list => list.Count))} "
                    + $"| {string.Join(" | ", steps.Select(list => list.Count(step => step.IsDecision)))} "
                    + $"| {string.Join(" | ", minutes.Select(one => Minutes(one.Waits + one.Works)))} |"
            );
        }

        var all = Enumerable
            .Range(0, 3)
            .Select(arm =>
                arm == 2
                    ? data.Runbooks.Pipeline.ToList()
                    : data.Runbooks.Manual.Keys.SelectMany(target => data.Runbooks.Of(arm, target, "code")).ToList()
            )
            .ToList();
        Line(
            $"| **all five** | {string.Join(" | ", all.Select(list => list.Count))} "
                + $"| {string.Join(" | ", all.Select(list => list.Count(step => step.IsDecision)))} | | | |"
        );
        Line("");
        Line(
            "In the pipeline one push and the same decisions serve all five targets; by hand they are "
                + "made for each. Machine minutes: waiting, watching (three canary windows in each of three "
                + "environments, three runs in pre-production) and this program's own work; not the build."
        );
        Line("");
        Line("## What catches which mistake");
        Line(
            $"| mistake | runs | {Arms[0]}: caught by | reaches | bad requests | {Arms[1]}: caught by | "
                + $"reaches | bad requests | {Arms[2]}: caught by | reaches | bad requests |"
        );
        Line("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var mistake in data.Mistakes)
        {
            var rows = Enumerable
                .Range(0, 3)
                .Select(arm => outcomes.Where(one => one.Arm == arm && one.Case.Mistake == mistake.Id).ToList())
                .ToList();
            Line($"| {mistake.Name} | {rows[0].Count} | {string.Join(" | ", rows.Select(Cell))} |");
        }

        var totals = Enumerable.Range(0, 3).Select(arm => outcomes.Where(one => one.Arm == arm).ToList()).ToList();
        Line($"| **all** | {cases.Count} | {string.Join(" | ", totals.Select(Sum))} |");
        Line("");
        foreach (var mistake in data.Mistakes)
            Line($"- {mistake.Name}: {mistake.How}. {mistake.Effect}.");
        Line("");
        Line(
            "The second arm catches what the first does: building and testing by machine takes places of mistakes away, "
                + "and puts no gate between the package and production."
        );
        Line(
            "Half of the slips of region name another environment's stack, which the pipeline refuses, "
                + "half another region's stack of the same environment, which it does not: region is decided "
                + "where the stack is, and reviewed there. Half of the wrong versions never served on the target, "
                + "half did: a good earlier version that somebody names on purpose is taken. Half of the stale "
                + "models are built in (the golden captions differ), half are an old copy that the platform "
                + "runs."
        );
        Line("");
        WriteSweep(data, outcomes, Line);
        if (RealStudy.Read() is { } real)
            new RealPage(data, outcomes, real).Write(Line);
        return page.ToString();
    }

    /// <summary>At each rate, the chance that at least one mistake of one change on one target reaches production.</summary>
    private static void WriteSweep(StudyData data, List<StudyOutcome> outcomes, Action<string> line)
    {
        line("## If people err so often a step");
        line(
            "Chance in percent that a change brings at least one mistake to production on one target, "
                + "mean over targets: each step that the data names as a place of a mistake errs at the rate, "
                + "the mistakes of a step are equally likely, and each is caught as often as above."
        );
        line($"| errors a step | {string.Join(" | ", Arms)} |");
        line("|---|---|---|---|");
        foreach (var rate in data.Sweep.Rates)
        {
            var chances = Enumerable
                .Range(0, 3)
                .Select(arm => data.Runbooks.Manual.Keys.Average(target => ChanceOf(data, outcomes, arm, target, rate / 100)) * 100);
            line($"| {rate} % | {string.Join(" | ", chances.Select(chance => chance.ToString("0.00", CultureInfo.InvariantCulture)))} |");
        }

        line("");
        line("Published rates:");
        foreach (var source in data.Sweep.Sources)
            line($"- {source.Percent} %: {source.What}. {source.Title}.");
        line("");
        line($"Steps and their places of mistakes are taken from these pages: {string.Join("; ", Titles(data))}.");
    }

    private static double ChanceOf(StudyData data, List<StudyOutcome> outcomes, int arm, string target, double rate)
    {
        var good = 1.0;
        foreach (var step in data.Runbooks.Of(arm, target, "code").Where(step => step.Mistakes.Count > 0))
        {
            var reach = step.Mistakes.Average(mistake =>
                outcomes.Where(one => one.Arm == arm && one.Case.Mistake == mistake).Average(one => one.ReachesProduction ? 1.0 : 0)
            );
            good *= 1 - rate * reach;
        }

        return 1 - good;
    }

    private static IEnumerable<string> Titles(StudyData data) =>
        data
            .Runbooks.Manual.Values.SelectMany(steps => steps)
            .Concat(data.Runbooks.Built)
            .Concat(data.Runbooks.Pipeline)
            .Select(step => step.Source)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal);

    private static string Cell(List<StudyOutcome> rows)
    {
        var gates = rows.Where(one => one.Gate.Length > 0)
            .GroupBy(one => one.Gate)
            .Select(group => FormattableString.Invariant($"{group.Key} ({group.Count()})"));
        var caught = string.Join(", ", gates) is { Length: > 0 } text ? text : "nothing";
        return FormattableString.Invariant(
            $"{caught} | {rows.Count(one => one.ReachesProduction)} | {rows.Average(one => one.BadRequests):0}"
        );
    }

    private static string Sum(List<StudyOutcome> rows) =>
        $"{rows.Count(one => one.Gate.Length > 0)} caught | {rows.Count(one => one.ReachesProduction)} "
        + $"| {rows.Average(one => one.BadRequests):0}";

    private static string Minutes(TimeSpan time) => time.TotalMinutes.ToString("0.0", CultureInfo.InvariantCulture);
}
