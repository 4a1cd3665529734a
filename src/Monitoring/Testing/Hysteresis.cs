namespace Serverless.Monitoring.Testing;

/// <summary>
/// An alarm begins where two of three windows in a row have moved, and ends after two in a row that have not: one odd window neither
/// begins nor ends it.
/// </summary>
internal static class Hysteresis
{
    /// <param name="moved">[windows] whether each has moved, in order of time.</param>
    /// <returns>[windows] whether the alarm is on after each.</returns>
    public static bool[] Of(IReadOnlyList<bool> moved)
    {
        var alarms = new bool[moved.Count];
        for (var i = 0; i < moved.Count; i++)
        {
            var before = i > 0 && alarms[i - 1];
            var recent = moved.Skip(Math.Max(0, i - 2)).Take(Math.Min(i, 2) + 1).Count(one => one);
            var isOver = !moved[i] && i > 0 && !moved[i - 1];
            alarms[i] = before ? !isOver : recent >= 2;
        }

        return alarms;
    }
}
