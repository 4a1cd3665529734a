using System.Text;
using System.Text.Json;
using Microsoft.VisualBasic.FileIO;
using Serverless.Archives.Export;

namespace Serverless.Cli.Reviews;

/// <summary>Decisions of a file, as <c>caption review export</c> writes it.</summary>
internal static class DecisionFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads lines; a line that cannot be read has an error in the place of a decision.</summary>
    /// <param name="reader">The file's text.</param>
    /// <param name="isTable">A table, or lines of JSON.</param>
    /// <exception cref="InvalidDataException">The file is none of these.</exception>
    public static IEnumerable<DecisionLine> Read(TextReader reader, bool isTable) => isTable ? ReadTable(reader) : ReadLines(reader);

    /// <exception cref="InvalidDataException">The file cannot be opened.</exception>
    public static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path, Strict);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{SingleLine.Escape(path)}: {SingleLine.Flatten(error.Message)}", error);
        }
    }

    private static IEnumerable<DecisionLine> ReadLines(TextReader reader)
    {
        for (var number = 1; reader.ReadLine() is { } text; number++)
        {
            if (!string.IsNullOrWhiteSpace(text))
                yield return ReadLine(text, number);
        }
    }

    private static DecisionLine ReadLine(string text, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(text, QueueLineJson.Lines.QueueLine) is { } line
                ? new DecisionLine(number, line, null)
                : new DecisionLine(number, null, "the line is null");
        }
        catch (JsonException error)
        {
            return new DecisionLine(number, null, SingleLine.Flatten(error.Message));
        }
    }

    private static IEnumerable<DecisionLine> ReadTable(TextReader reader)
    {
        using var parser = new TextFieldParser(reader) { HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        parser.SetDelimiters(",");
        var columns = ReadRow(parser, out var fault) ?? throw new InvalidDataException(fault ?? "The table is empty.");
        if (!columns.Contains("id", StringComparer.Ordinal) || !columns.Contains("decision", StringComparer.Ordinal))
            throw new InvalidDataException("The first line of the table must name the columns id and decision.");
        if (columns.Distinct(StringComparer.Ordinal).Count() < columns.Length)
            throw new InvalidDataException("The table names a column twice.");
        while (!parser.EndOfData)
        {
            var number = (int)parser.LineNumber;
            var cells = ReadRow(parser, out fault);
            if (cells is not null && cells.Length != columns.Length)
                yield return new DecisionLine(number, null, $"{cells.Length} cells, where the table has {columns.Length} columns");
            else
                yield return new DecisionLine(number, cells is null ? null : LineOf(columns, cells), fault);
        }
    }

    private static string[]? ReadRow(TextFieldParser parser, out string? fault)
    {
        try
        {
            fault = null;
            return parser.ReadFields();
        }
        catch (MalformedLineException error)
        {
            fault = SingleLine.Flatten(error.Message);
            return null;
        }
    }

    private static QueueLine LineOf(string[] columns, string[] cells)
    {
        string? Cell(string column) =>
            Array.IndexOf(columns, column) is >= 0 and var at && cells[at].Length > 0 ? CsvCell.Read(cells[at]) : null;
        return new QueueLine(Cell("id"), Cell("decision"), Cell("correctedCaption"));
    }
}

/// <summary>A line of a file of decisions.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Line">What it says; null where it cannot be read.</param>
/// <param name="Error">Why not.</param>
internal sealed record DecisionLine(int Number, QueueLine? Line, string? Error);
