using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Serverless.Delivery.Figures;
using Serverless.Ledger;
using Serverless.Signing;
using Spectre.Console;

namespace Serverless.Delivery.Commands;

/// <summary><c>delivery ledger</c>: who did what and why, and the four DORA figures.</summary>
internal static class LedgerCommand
{
    private static readonly string[] Columns = ["#", "at", "what", "version", "where", "verdict", "by", "why"];

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Entries as they are stored, one a line; no figures." };
        var verify = new Option<bool>("--verify") { Description = "Checks the chain and its signed head, and says how far it holds." };
        var days = new Option<int>("--days")
        {
            Description = "The days that the figures look back; 1 to 3650.",
            DefaultValueFactory = _ => 90,
        };
        var command = new Command("ledger", "Prints the ledger of deployments and the four DORA figures of production.")
        {
            json,
            verify,
            days,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                if (parsed.GetValue(days) is < 1 or > 3_650)
                    return Report.Failure(DeliveryFailure.WrongUsage("--days is 1 to 3650."));
                if (!(await DeliveryContext.OpenAsync(cancellationToken)).TryGet(out var context, out var failure))
                    return Report.Failure(failure);
                if (parsed.GetValue(verify))
                    WriteVerdict(context);
                else if (parsed.GetValue(json))
                    WriteLines(context.Ledger.Entries);
                else
                    Write(context.Ledger.Entries, DoraFigures.Of(context.Ledger.Entries, DateTimeOffset.UtcNow, parsed.GetValue(days)));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static void WriteVerdict(DeliveryContext context)
    {
        var count = context.Ledger.Entries.Count;
        Console.WriteLine(
            FormattableString.Invariant($"{count} entries, each follows the one before; the last is {context.Ledger.LastHash}")
        );
        Console.WriteLine(
            context.Ledger.SignedHead is { } head
                ? FormattableString.Invariant($"signed up to entry {head.Number}: a tail that is cut off before it is noticed")
                : $"no signed head: a tail that was cut off would not be noticed ({SigningKey.Setting} signs from now on)"
        );
    }

    private static void WriteLines(IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var entry in entries)
            Console.WriteLine(JsonSerializer.Serialize(entry, LedgerJson.Stored.LedgerEntry));
    }

    private static void Write(IReadOnlyList<LedgerEntry> entries, DoraFigures figures)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(string.Join('\t', Columns));
            foreach (var entry in entries)
                Console.WriteLine(string.Join('\t', Cells(entry).Select(cell => cell.ReplaceLineEndings(" ").Replace('\t', ' '))));
        }
        else
        {
            var table = new Table().Border(TableBorder.Ascii2);
            foreach (var column in Columns)
                table.AddColumn(column);
            foreach (var entry in entries)
                table.AddRow([.. Cells(entry).Select(cell => cell.EscapeMarkup())]);
            AnsiConsole.Write(table);
        }

        foreach (var (name, value) in Figures(figures))
            Console.WriteLine($"{name}\t{value}");
    }

    internal static IEnumerable<(string Name, string Value)> Figures(DoraFigures figures)
    {
        yield return ("deployment frequency", figures.DeploymentsPerWeek is { } rate ? Text($"{rate:0.##} a week") : "n/a");
        yield return ("lead time", figures.LeadTime is { } lead ? Duration(lead) : "n/a");
        yield return ("change failure rate", figures.ChangeFailureRate is { } share ? Text($"{share * 100:0.#} %") : "n/a");
        yield return ("time to restore", figures.TimeToRestore is { } time ? Duration(time) : "n/a");
    }

    private static string[] Cells(LedgerEntry entry) =>
        [
            Text($"{entry.Number}"),
            entry.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            entry.Kind,
            entry.To is { } to ? $"{entry.Version} -> {to}" : entry.Version ?? "",
            string.Join('/', new[] { entry.Environment, entry.Target }.OfType<string>()),
            entry.Weight is { } weight ? Text($"{entry.Verdict} at {weight} %") : entry.Verdict ?? "",
            entry.Actor,
            entry.Why ?? "",
        ];

    private static string Duration(TimeSpan time) =>
        time.TotalDays >= 2 ? Text($"{time.TotalDays:0.#} days")
        : time.TotalHours >= 2 ? Text($"{time.TotalHours:0.#} hours")
        : time.TotalMinutes >= 2 ? Text($"{time.TotalMinutes:0.#} minutes")
        : Text($"{time.TotalSeconds:0.#} seconds");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
