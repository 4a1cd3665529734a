using System.Globalization;

namespace Serverless.Benchmarks.Delivery.Real;

/// <summary>The page's section about real hosts.</summary>
/// <param name="data">The study's data.</param>
/// <param name="memory">What was found in memory.</param>
/// <param name="real">What was found over real hosts.</param>
internal sealed class RealPage(StudyData data, List<StudyOutcome> memory, RealResults real)
{
    private static readonly string[] Arms = StudyCommand.Arms;

    /// <summary>Why the pipeline's runs in memory and over real hosts differ, where that is known, by the mistake's id.</summary>
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["missing_permission"] =
            " The host answers such a request with 422 `blob_not_allowed`, and the canary counts 500 and above as failures; the "
            + "target in memory has the requests fail as a host's own failures do.",
    };

    public void Write(Action<string> line)
    {
        line("");
        line("## Over real hosts");
        line(FormattableString.Invariant($"Made by `make study REAL=1` on {real.Date}: {real.Machine}. {real.Versions}."));
        WriteWay(line);
        if (real.Again is { Count: > 0 } again)
            line($"Run again alone, after the others: {string.Join(", ", again.Select(NameOf))}.");
        line("");
        WriteTable(line);
        line("");
        WriteMinutes(line);
        line("");
        WriteMistakes(line, PlacesOf());
        line("");
        line("### Held against the runs in memory");
        var (agreeing, differing) = Compare();
        line(
            "Arm and kind agree where the real run was caught by one of the gates of the runs in memory and ended as those "
                + $"did. {agreeing}"
        );
        foreach (var difference in differing)
            line(difference);
    }

    private static void WriteWay(Action<string> line)
    {
        line(
            FormattableString.Invariant(
                $"Each kind of mistake once in each arm: {Arms.Length} times 12 rollouts of the container host, on `local-targets` "
            )
                + "(target kubernetes, readiness probes and weighted traffic), with the product's own adapter. The pipeline's verbs are "
                + "processes of the program `delivery`; by hand is the control API, asked as a person would ask the platform. "
                + FormattableString.Invariant(
                    $"Meanwhile {RealCallers.Count} callers post {RealCallers.Pictures.Length} sample pictures in "
                )
                + "turn, every second request one by its place in a store. Requests are counted from the start of the deploy to "
                + FormattableString.Invariant(
                    $"{RealRun.After.TotalSeconds:0} s after it, and until each picture had its turn (not an hour, as above); one "
                )
                + "fails that has another status than 200, no words where a good build has some, or another model than its "
                + "revision should have."
        );
        line(
            FormattableString.Invariant(
                $"Shorter by policy: canary windows of {RealWorld.WindowSeconds} s at 10, 50 and 100 %, judged by "
            )
                + FormattableString.Invariant(
                    $"{RealWorld.MinRequests} requests, one good run in pre-production instead of three. Latency "
                )
                + "is not judged: callers, both versions and whatever else ran share the machine. The good version went through dev "
                + "and pre-production once, before, and serves those runs that get as far as production."
        );
    }

    private void WriteTable(Action<string> line)
    {
        line(
            $"| mistake | {Arms[0]}: caught by | reaches | failed of sent | {Arms[1]}: caught by | reaches | failed of sent | "
                + $"{Arms[2]}: caught by | reaches | failed of sent |"
        );
        line("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var mistake in data.Mistakes)
            line($"| {mistake.Name} | {string.Join(" | ", Each(arm => CellOf(Of(arm, mistake.Id))))} |");
        line($"| **all** | {string.Join(" | ", Each(SumOf))} |");
    }

    private void WriteMinutes(Action<string> line)
    {
        line($"| machine minutes of a rollout | {string.Join(" | ", Arms)} |");
        line("|---|---|---|---|");
        line($"| mean of 12 | {string.Join(" | ", Each(arm => Minutes(Rows(arm).Average(one => one.Seconds))))} |");
        line($"| longest | {string.Join(" | ", Each(arm => Minutes(Rows(arm).Max(one => one.Seconds))))} |");
        line("");
        line(
            $"The pipeline's are of the verb that the mistake is made with alone; the good version took {Minutes(real.EarlierSeconds)} "
                + "minutes through dev and pre-production before. With the policy of the checkout it would watch 45 s an environment "
                + "where this watches 6."
        );
    }

    private string PlacesOf()
    {
        var places = real.Outcomes.SelectMany(one => one.Places ?? []).Distinct().ToList();
        var isLogged = places.Any(place => place.EndsWith(".log", StringComparison.Ordinal));
        return string.Join(", ", places) + (isLogged ? "" : ", the target's record of settings; no log held it");
    }

    private static void WriteMistakes(Action<string> line, string places)
    {
        line("How each was made:");
        line(
            "- wrong region: by hand the new version goes to another environment's target; in the pipeline another environment's outputs."
        );
        line(
            "- missing permission: the folder of stored pictures loses all rights as the deploy starts, for hosts that run without root's."
        );
        line(
            "- stale model: by hand the earlier package, with the earlier card of the model; in the pipeline `CAPTION_MODEL` names a copy."
        );
        line("- missing variable: `CAPTION_AUTH=keys` without a file of keys; the real host refuses to start.");
        line("- wrong architecture: the program's ELF header names AArch64; the kernel refuses to run it.");
        line(
            "- half-done deploy: by hand it stays at 50 %; in the pipeline the program gets SIGKILL at the first weight, and "
                + "the verb is run again."
        );
        line("- forgotten target: on-premises is left out, by hand with a host of its own; the pipeline then meets it in production.");
        line(
            "- skipped test and wrong order: a package whose score for pages of text refuses one of the 11 pictures, one of 22 requests."
        );
        line($"- secret in a log: a password in the proxy's address; there if a file of the local targets holds it: {places}.");
        line("- wrong version: one that never served there.");
        line("- drifted setting: somebody put a revision with another limit beside and gave it the traffic, by the control API.");
        line("");
        line(
            "Not made here, and only in memory above: another region of the same environment (local targets have none), a good earlier "
                + "version that is named on purpose, and a model that was built in (the golden captions are the pipeline's own job). "
                + "What a cloud's identity may do needs a cloud: the folder's rights stand for it. Both arms by hand do the same here, as "
                + "above."
        );
    }

    /// <summary>Arm by arm and kind by kind.</summary>
    private (string Agreeing, List<string> Differing) Compare()
    {
        var differing = new List<string>();
        foreach (var one in real.Outcomes)
        {
            var alike = memory.Where(run => run.Arm == one.Arm && run.Case.Mistake == one.Mistake).ToList();
            if (alike.Any(run => run.Gate == one.Gate && run.ReachesProduction == one.ReachesProduction))
                continue;
            var expected = alike.Select(run => WordsOf(run.Gate, run.ReachesProduction)).Distinct();
            differing.Add(
                $"- {Arms[one.Arm]}, {NameOf(one.Mistake)}: in memory {string.Join(", or ", expected)}; over real hosts "
                    + $"{WordsOf(one.Gate, one.ReachesProduction)}.{(one.Arm == 2 ? Reasons.GetValueOrDefault(one.Mistake) : null)}"
            );
        }

        var agreeing = FormattableString.Invariant(
            $"{real.Outcomes.Count - differing.Count} of {real.Outcomes.Count} do{(differing.Count > 0 ? "; these do not:" : ".")}"
        );
        return (agreeing, differing);
    }

    private string NameOf(string mistake) => data.Mistakes.First(one => one.Id == mistake).Name;

    private static string WordsOf(string gate, bool reaches) =>
        $"caught by {(gate.Length > 0 ? gate : "nothing")}, {(reaches ? "in production" : "not in production")}";

    private static string CellOf(RealOutcome one) =>
        FormattableString.Invariant(
            $"{(one.Gate.Length > 0 ? one.Gate : "nothing")} | {(one.ReachesProduction ? "yes" : "no")} | {one.Failed} of {one.Sent}"
        );

    private string SumOf(int arm)
    {
        var rows = Rows(arm);
        return FormattableString.Invariant(
                $"{rows.Count(one => one.Gate.Length > 0)} caught | {rows.Count(one => one.ReachesProduction)} "
            ) + FormattableString.Invariant($"| {rows.Sum(one => one.Failed)} of {rows.Sum(one => one.Sent)}");
    }

    private static IEnumerable<string> Each(Func<int, string> write) => Enumerable.Range(0, Arms.Length).Select(write);

    private RealOutcome Of(int arm, string mistake) => real.Outcomes.First(one => one.Arm == arm && one.Mistake == mistake);

    private List<RealOutcome> Rows(int arm) => [.. real.Outcomes.Where(one => one.Arm == arm)];

    private static string Minutes(double seconds) => (seconds / 60).ToString("0.00", CultureInfo.InvariantCulture);
}
