namespace Serverless.Core.Reading;

/// <summary>
/// The order in which people read boxes: bands from the top; within bands that share a free strip from top to bottom, columns from the
/// left, each read to its end (a recursive XY cut). Cells that stand in rows are a table and are read row by row.
/// </summary>
internal static class ReadingOrder
{
    /// <summary>Width of a strip between columns, in median heights of the boxes.</summary>
    private const double MinStrip = 0.8;

    /// <summary>Boxes of a column that stand beside others.</summary>
    private const int MinSideBySide = 2;

    /// <summary>Columns of prose hold lines at least this many heights long; shorter ones are cells.</summary>
    private const double ProseLength = 6;

    /// <summary>Part of a box's height, in its middle, that counts for bands: descenders and growth overlap neighbours.</summary>
    private const double Core = 0.5;

    /// <summary>Orders boxes.</summary>
    /// <param name="boxes">Upright, as the text stands; any unit.</param>
    /// <returns>Indices in the order of reading.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<UprightBox> boxes)
    {
        var order = new List<int>(boxes.Count);
        if (boxes.Count > 0)
            Append([.. boxes.Select((box, i) => new Item(i, box))], order);
        return order;
    }

    private sealed record Item(int Index, UprightBox Box);

    private static void Append(List<Item> items, List<int> order)
    {
        var bands = Bands(items);
        for (var first = 0; first < bands.Count; )
        {
            var count = CountOfColumnBands(bands, first);
            var block = bands.GetRange(first, count).SelectMany(band => band).ToList();
            var columns = count > 0 ? Columns(block) : [];
            if (columns.Count < 2 || !AreColumns(columns, bands.GetRange(first, count)))
            {
                AppendBand(bands[first], order);
                first++;
                continue;
            }

            foreach (var column in columns)
                Append(column, order);
            first += count;
        }
    }

    /// <summary>A band that has no columns: its rows, each from the left.</summary>
    private static void AppendBand(List<Item> band, List<int> order) =>
        order.AddRange(band.OrderBy(item => item.Box.Left).ThenBy(item => item.Box.Top).Select(item => item.Index));

    /// <summary>From a band, how many share a strip.</summary>
    private static int CountOfColumnBands(List<List<Item>> bands, int first)
    {
        var block = new List<Item>(bands[first]);
        var count = Columns(block).Count > 1 ? 1 : 0;
        for (var next = first + 1; next < bands.Count; next++)
        {
            block.AddRange(bands[next]);
            if (Columns(block).Count < 2)
                break;
            count = next - first + 1;
        }

        return count;
    }

    /// <summary>Groups of boxes with no box between them from left to right.</summary>
    private static List<List<Item>> Columns(List<Item> items)
    {
        var strip = MinStrip * MedianHeight(items);
        var columns = new List<List<Item>>();
        var end = double.NegativeInfinity;
        foreach (var item in items.OrderBy(item => item.Box.Left))
        {
            if (columns.Count == 0 || item.Box.Left - end >= strip)
                columns.Add([]);
            columns[^1].Add(item);
            end = Math.Max(end, item.Box.Right);
        }

        return columns;
    }

    /// <summary>Whether columns are prose side by side: no cells of a table, parts of a row, or text on two sides by turns.</summary>
    private static bool AreColumns(List<List<Item>> columns, List<List<Item>> bands)
    {
        if (bands.Count == 1)
            return columns.Any(column => Bands(column).Count > 1);
        var sideBySide = columns.Count(column => column.Count(item => StandsBeside(item, column, columns)) >= MinSideBySide);
        return sideBySide >= 2 && columns.Count(column => MedianLength(column) >= ProseLength) * 2 > columns.Count;
    }

    private static bool StandsBeside(Item item, List<Item> column, List<List<Item>> columns) =>
        columns.Any(other => other != column && other.Any(beside => Overlap(item.Box, beside.Box)));

    private static bool Overlap(UprightBox one, UprightBox other) => one.Top < other.Bottom && other.Top < one.Bottom;

    /// <summary>Groups of boxes whose middles overlap from top to bottom, from the top.</summary>
    private static List<List<Item>> Bands(List<Item> items)
    {
        var bands = new List<List<Item>>();
        var end = double.NegativeInfinity;
        foreach (var item in items.OrderBy(item => CoreTop(item.Box)))
        {
            if (CoreTop(item.Box) >= end)
                bands.Add([]);
            bands[^1].Add(item);
            end = Math.Max(end, CoreBottom(item.Box));
        }

        return bands;
    }

    private static double CoreTop(UprightBox box) => box.Top + ((1 - Core) / 2 * box.Height);

    private static double CoreBottom(UprightBox box) => box.Bottom - ((1 - Core) / 2 * box.Height);

    private static double MedianHeight(List<Item> items) => Median(items.Select(item => item.Box.Height));

    private static double MedianLength(List<Item> items) => Median(items.Select(item => item.Box.Width / Math.Max(1e-9, item.Box.Height)));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
