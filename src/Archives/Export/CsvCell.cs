namespace Serverless.Archives.Export;

/// <summary>Cells of tables (RFC 4180) that a spreadsheet takes for text and nothing else.</summary>
public static class CsvCell
{
    /// <summary>
    /// A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection); so do the full-width signs,
    /// which some take for the same.
    /// </summary>
    /// <param name="text">The text; null for an empty cell.</param>
    public static string Write(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = IsFormula(text[0]) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny("\",\r\n'") >= 0 || safe[0] == ' ' || safe[^1] == ' '
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }

    /// <summary>The text of a cell: without the apostrophe that <see cref="Write"/> put there.</summary>
    /// <param name="cell">The cell, its quotation marks undone.</param>
    public static string Read(string cell) => cell.Length > 1 && cell[0] == '\'' && IsFormula(cell[1]) ? cell[1..] : cell;

    private static bool IsFormula(char first) =>
        first is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '\t' or '\r' or '\n';
}
