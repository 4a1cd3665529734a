using Serverless.Monitoring.Storing;
using Serverless.Monitoring.Testing;

namespace Serverless.Monitoring;

/// <summary>A window and what was found in it.</summary>
/// <param name="Window">The window.</param>
/// <param name="State">judged, too_few or open.</param>
/// <param name="Shifts">How its statistics stand; empty where it was not judged.</param>
/// <param name="Alarms">Statistics whose alarm is on after it.</param>
internal sealed record JudgedWindow(TrafficWindow Window, string State, IReadOnlyList<Shift> Shifts, IReadOnlySet<string> Alarms)
{
    public const string Judged = "judged",
        TooFew = "too_few",
        Open = Reports.TrafficWindowSection.Open;
}

/// <summary>Judges windows one after the other.</summary>
internal static class WindowJudgements
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    /// <param name="windows">Of one model, in order of time.</param>
    /// <param name="test">What they are held against; null without a reference, and none is judged.</param>
    /// <param name="question">What is asked.</param>
    public static IReadOnlyList<JudgedWindow> Of(IReadOnlyList<TrafficWindow> windows, DriftTest? test, TrafficQuestion question)
    {
        var judged = windows
            .Select(window =>
            {
                var state = StateOf(window, question);
                var isJudged = state == JudgedWindow.Judged && test is not null;
                var shifts = isJudged ? test!.Test(window.Sketch, window.Measure, question.MinCaptions / 2) : [];
                return new JudgedWindow(window, state, shifts, None);
            })
            .ToList();
        var tested = judged.Where(one => one.Shifts.Count > 0).ToList();
        var alarms = tested
            .SelectMany(one => one.Shifts.Select(shift => shift.Name))
            .Distinct()
            .ToDictionary(name => name, name => Hysteresis.Of([.. tested.Select(one => HasMoved(one, name))]));
        var place = -1;
        return
        [
            .. judged.Select(one =>
            {
                if (one.Shifts.Count > 0)
                    place++;
                return one with { Alarms = place < 0 ? None : alarms.Where(alarm => alarm.Value[place]).Select(a => a.Key).ToHashSet() };
            }),
        ];
    }

    private static bool HasMoved(JudgedWindow window, string name) => window.Shifts.Any(shift => shift.Name == name && shift.HasMoved);

    private static string StateOf(TrafficWindow window, TrafficQuestion question) =>
        window.Start + window.Length > question.Now ? JudgedWindow.Open
        : window.Sketch.Captions + window.Sketch.Failures < question.MinCaptions ? JudgedWindow.TooFew
        : JudgedWindow.Judged;
}
