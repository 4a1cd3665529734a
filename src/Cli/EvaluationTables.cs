using System.Globalization;
using System.Text.Json.Serialization;
using Serverless.Evaluation.Reports;
using Serverless.Evaluation.Statistics;
using Spectre.Console;

namespace Serverless.Cli;

/// <summary>An evaluation report for a person to read.</summary>
internal static class EvaluationTables
{
    public static void Write(EvaluationReport report, bool hasColor)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { ColorSystem = hasColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors }
        );
        if (Console.IsOutputRedirected)
            console.Profile.Width = 200;
        console.WriteLine($"{report.Dataset}: {report.Pictures} pictures; {report.Model}");
        console.WriteLine("In percent (CIDEr times 10), with 95 % intervals by picture.");
        if (report.Captions.Count > 0)
            console.Write(Captions(report.Captions));
        if (report.Agreement.Count > 0)
            console.Write(Agreement(report.Agreement));
    }

    private static Table Captions(IReadOnlyList<CaptionRow> rows)
    {
        var table = new Table().Border(TableBorder.Ascii2);
        foreach (var head in (string[])["captions", "n", "BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr", "CIDEr-D"])
            table.AddColumn(head);
        foreach (var row in rows)
            table.AddRow(
                row.Slice,
                Integer(row.Pictures),
                Text(row.Bleu1),
                Text(row.Bleu2),
                Text(row.Bleu3),
                Text(row.Bleu4),
                Text(row.RougeL),
                Text(row.Cider),
                Text(row.CiderD)
            );
        return table;
    }

    private static Table Agreement(IReadOnlyList<AgreementRow> rows)
    {
        var table = new Table().Border(TableBorder.Ascii2);
        foreach (var head in (string[])["agreement with people", "slice", "n", "tau-b", "tau-c", "AUC", "calibration error"])
            table.AddColumn(head);
        foreach (var row in rows)
            table.AddRow(
                row.Signal,
                row.Slice,
                Integer(row.Judgements),
                Text(row.TauB),
                Percent(row.TauC),
                Text(row.Auc),
                Percent(row.CalibrationError)
            );
        return table;
    }

    private static string Integer(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? value) =>
        value is { } number ? (100 * number).ToString("F1", CultureInfo.InvariantCulture) : "-";

    private static string Text(Interval? interval) =>
        interval is null ? "-" : $"{Percent(interval.Value)} ({Percent(interval.Low)} to {Percent(interval.High)})";
}

/// <summary>Generated writing.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
