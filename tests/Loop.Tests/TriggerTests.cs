using Serverless.Loop.Triggers;

namespace Serverless.Loop.Tests;

public sealed class TriggerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private static readonly TriggerSettings Settings = new()
    {
        Every = TimeSpan.FromDays(7),
        MinReviews = 50,
        MinAccuracy = 0.8,
        MinAgreement = 0.7,
        CoolDown = TimeSpan.FromDays(1),
    };

    /// <summary>days since the last run, new decisions, verdict, accuracy, agreement, asked for; the kinds of the reasons.</summary>
    public static TheoryData<double?, int, string?, double?, double?, string?, string> Table =>
        new()
        {
            { 2, 0, null, null, null, null, "" },
            { 2, 49, TrafficVerdict.Steady, 0.9, 0.9, null, "" },
            { 2, 50, TrafficVerdict.Steady, 0.9, 0.9, null, "reviews" },
            { 7, 0, null, null, null, null, "schedule" },
            { null, 0, null, null, null, null, "schedule" },
            { 2, 0, TrafficVerdict.Drift, null, null, null, "drift" },
            { 2, 0, TrafficVerdict.Stale, null, null, null, "stale" },
            { 2, 0, TrafficVerdict.TooFew, null, null, null, "" },
            { 2, 0, TrafficVerdict.Empty, null, null, null, "" },
            { 2, 0, TrafficVerdict.Steady, 0.79, null, null, "performance" },
            { 2, 0, TrafficVerdict.Steady, null, 0.69, null, "performance" },
            { 2, 0, TrafficVerdict.Steady, 0.8, 0.7, null, "" },
            { 9, 60, TrafficVerdict.Drift, 0.1, 0.1, null, "schedule, reviews, performance, performance, drift" },
            { 0.5, 60, TrafficVerdict.Drift, 0.1, 0.1, null, "" }, // cooling down
            { 0.5, 0, null, null, null, "I say so", "on_demand" },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_run_begins_for_these_reasons(
        double? daysSince,
        int reviews,
        string? verdict,
        double? accuracy,
        double? agreement,
        string? because,
        string kinds
    )
    {
        DateTimeOffset? last = daysSince is { } days ? Now.AddDays(-days) : null;
        var seen = verdict is null ? null : new Observation(verdict, "figures", accuracy, agreement);
        var decision = TriggerRules.Decide(Settings, new TriggerState(Now, last, reviews, seen, because));
        Assert.Equal(kinds, string.Join(", ", decision.Reasons.Select(reason => reason.Kind)));
        Assert.Equal(kinds.Length > 0, decision.IsDue);
        Assert.NotEqual(decision.IsDue, decision.Why.Length > 0); // what does not begin says why
    }

    [Fact]
    public void A_cool_down_tells_until_when_and_what_it_holds_back()
    {
        var state = new TriggerState(Now, Now.AddHours(-1), 60, null);
        Assert.Equal(
            "cool-down until 2026-11-22 09:00:00 UTC (people decided on 60 captions since the last run, 50 are enough)",
            TriggerRules.Decide(Settings, state).Why
        );
    }

    [Fact]
    public void Drift_that_shall_not_train_and_reviews_that_are_not_counted_begin_nothing()
    {
        var state = new TriggerState(Now, Now.AddDays(-2), 1_000, new Observation(TrafficVerdict.Drift, "darker"));
        Assert.False(TriggerRules.Decide(new TriggerSettings { OnDrift = false, MinReviews = 0 }, state).IsDue);
    }
}
