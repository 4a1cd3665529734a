namespace Serverless.Core.Reading;

/// <summary>Connected parts (eight neighbours) of a binarised map.</summary>
internal static class Components
{
    /// <summary>A part.</summary>
    /// <param name="Outline">Corners of the first and last pixel of each of its rows: enough for its hull.</param>
    /// <param name="Pixels">Indices of its pixels in the map.</param>
    public sealed record Component(IReadOnlyList<TextPoint> Outline, IReadOnlyList<int> Pixels);

    /// <summary>Finds them, from the top.</summary>
    /// <param name="map">The map.</param>
    /// <param name="threshold">From this on a pixel counts.</param>
    public static IEnumerable<Component> Of(ProbabilityMap map, float threshold)
    {
        var seen = new bool[map.Values.Length];
        var waiting = new Stack<int>();
        for (var start = 0; start < seen.Length; start++)
        {
            if (!seen[start] && map.Values[start] >= threshold)
                yield return Flood(map, threshold, seen, waiting, start);
        }
    }

    private static Component Flood(ProbabilityMap map, float threshold, bool[] seen, Stack<int> waiting, int start)
    {
        var rows = new Dictionary<int, (int First, int Last)>();
        var pixels = new List<int>();
        seen[start] = true;
        waiting.Push(start);
        while (waiting.TryPop(out var at))
        {
            pixels.Add(at);
            var (y, x) = Math.DivRem(at, map.Width);
            var row = rows.TryGetValue(y, out var known) ? known : (First: x, Last: x);
            rows[y] = (Math.Min(row.First, x), Math.Max(row.Last, x));
            for (var down = Math.Max(0, y - 1); down <= Math.Min(map.Height - 1, y + 1); down++)
            {
                for (var across = Math.Max(0, x - 1); across <= Math.Min(map.Width - 1, x + 1); across++)
                {
                    var next = (down * map.Width) + across;
                    if (seen[next] || map.Values[next] < threshold)
                        continue;
                    seen[next] = true;
                    waiting.Push(next);
                }
            }
        }

        var outline = rows.SelectMany(row =>
            (TextPoint[])
                [
                    new(row.Value.First, row.Key),
                    new(row.Value.First, row.Key + 1),
                    new(row.Value.Last + 1, row.Key),
                    new(row.Value.Last + 1, row.Key + 1),
                ]
        );
        return new Component([.. outline], pixels);
    }
}
