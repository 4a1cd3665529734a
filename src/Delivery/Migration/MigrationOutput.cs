using System.Globalization;
using Spectre.Console;

namespace Serverless.Delivery.Migration;

/// <summary>What a person reads at the end: a table, what is wrong line by line, what to do.</summary>
internal static class MigrationOutput
{
    private static readonly string[] Columns = ["kind", "source", "destination", "bytes", "same sha256", "same words", "wrong"];

    /// <summary>Prints what a run did.</summary>
    /// <param name="report">What it did.</param>
    /// <param name="plan">What was asked.</param>
    /// <returns>What the process ends with.</returns>
    public static int Write(MigrationReport report, MigrationPlan plan)
    {
        foreach (var (pass, number) in report.Passes.Select((pass, number) => (pass, number + 1)))
            Console.WriteLine(FormattableString.Invariant($"pass {number}: {pass}"));
        if (report.Verified is { } verified)
            WriteTable(verified);
        foreach (var line in report.Passes.SelectMany(pass => pass.Troubles).Concat(report.Verified?.Lines ?? []).Distinct())
            Console.Error.WriteLine(line);
        if (report.Settings is { } settings)
            WriteSettings(settings);
        if (report.Manifest is { } manifest)
            Console.WriteLine($"manifest: sha256 {manifest}");
        if (report.IsSmoked)
            Console.WriteLine($"{plan.To} captions a picture");
        if (report.Advice.Length > 0)
            Console.WriteLine(report.Advice);
        else if (report.IsSwitched)
            Console.WriteLine($"traffic goes to {plan.To}");
        else
            Console.Error.WriteLine($"Traffic stays at {plan.From}.");
        if (report.Late)
            Console.Error.WriteLine(
                $"Something was written at {plan.From} after the switch; it was copied. Run this again until nothing is."
            );
        Console.WriteLine($"undo: delivery migrate --undo {report.Id}");
        return report.ExitCode;
    }

    /// <summary>Prints what taking back did.</summary>
    /// <param name="report">What it did.</param>
    /// <returns>What the process ends with.</returns>
    public static int Write(UndoReport report)
    {
        foreach (var line in report.Kept.Concat(report.Failures))
            Console.Error.WriteLine(line);
        Console.WriteLine(
            FormattableString.Invariant(
                $"{report.Id}: {report.Removed} taken back, {report.Kept.Count} left, {report.Failures.Count} failed"
            )
        );
        if (report.Failures.Count > 0)
            Console.Error.WriteLine("Run this again.");
        return report.ExitCode;
    }

    private static void WriteSettings(MovedSettings settings)
    {
        foreach (var (name, value) in settings.Settings)
            Console.WriteLine($"setting: {name}={value}");
        foreach (var name in settings.Secrets)
            Console.WriteLine($"secret: create {name} in the destination's secret store; its value was not copied");
        foreach (var name in settings.LeftBehind)
            Console.WriteLine($"decide anew: {name} belongs to the old platform");
    }

    private static void WriteTable(VerificationReport verified)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(string.Join('\t', Columns));
            foreach (var kind in verified.Kinds)
                Console.WriteLine(string.Join('\t', Cells(kind)));
            return;
        }

        var table = new Table().Border(TableBorder.Ascii2);
        foreach (var column in Columns)
            table.AddColumn(column);
        foreach (var kind in verified.Kinds)
            table.AddRow(Cells(kind));
        AnsiConsole.Write(table);
    }

    private static string[] Cells(VerifiedKind kind) =>
        [
            kind.Kind.ToString().ToLowerInvariant(),
            Number(kind.AtSource),
            Number(kind.AtDestination),
            Number(kind.Bytes),
            Number(kind.Same),
            Number(kind.MovedOn),
            Number(kind.Wrong),
        ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
