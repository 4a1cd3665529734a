using System.Globalization;

namespace Serverless.Loop.Triggers;

/// <summary>Decides whether a training run begins. Pure: the same state gives the same decision.</summary>
public static class TriggerRules
{
    /// <summary>
    /// Decides. A person's word counts alone and at any time; else every reason is told, and a cool-down holds them all.
    /// </summary>
    /// <param name="settings">When runs begin.</param>
    /// <param name="state">What is known.</param>
    public static TriggerDecision Decide(TriggerSettings settings, TriggerState state)
    {
        if (state.Because is { } because)
            return new TriggerDecision([new TriggerReason(TriggerReason.OnDemand, because)], "");
        var reasons = Reasons(settings, state).ToList();
        if (reasons.Count == 0)
            return new TriggerDecision([], Quiet(state));
        if (state.LastBegan is { } began && began + settings.CoolDown is var until && state.Now < until)
        {
            var held = string.Join("; ", reasons.Select(reason => reason.Why));
            return new TriggerDecision([], Text($"cool-down until {until:yyyy-MM-dd HH:mm:ss} UTC ({held})"));
        }

        return new TriggerDecision(reasons, "");
    }

    private static IEnumerable<TriggerReason> Reasons(TriggerSettings settings, TriggerState state)
    {
        if (settings.Every is { } every && (state.LastBegan is not { } began || state.Now - began >= every))
            yield return new TriggerReason(TriggerReason.Schedule, Text($"the last run began {Ago(state)}, one is due every {every}"));
        if (settings.MinReviews > 0 && state.NewReviews >= settings.MinReviews)
            yield return new TriggerReason(
                TriggerReason.Reviews,
                Text($"people decided on {state.NewReviews} captions since the last run, {settings.MinReviews} are enough")
            );
        if (state.Seen is not { } seen)
            yield break;
        if (seen.Accuracy is { } accuracy && accuracy < settings.MinAccuracy)
            yield return new TriggerReason(
                TriggerReason.Performance,
                Text($"estimated accuracy {accuracy:0.000}, at least {settings.MinAccuracy} is wanted")
            );
        if (seen.Agreement is { } agreement && agreement < settings.MinAgreement)
            yield return new TriggerReason(
                TriggerReason.Performance,
                Text($"verdicts agree with {agreement:0.000} of people's decisions, at least {settings.MinAgreement} is wanted")
            );
        if (settings.OnDrift && seen.Verdict is TrafficVerdict.Drift or TrafficVerdict.Stale)
            yield return new TriggerReason(seen.Verdict, seen.Why);
    }

    private static string Quiet(TriggerState state) =>
        state.Seen is { } seen
            ? Text($"{seen.Verdict}: {seen.Why}; {state.NewReviews} new decisions")
            : Text($"no traffic is kept; {state.NewReviews} new decisions");

    private static string Ago(TriggerState state) =>
        state.LastBegan is { } began ? began.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "never";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>Whether a run begins.</summary>
/// <param name="Reasons">Why; none where it does not.</param>
/// <param name="Why">Why it does not; "" where it does.</param>
public sealed record TriggerDecision(IReadOnlyList<TriggerReason> Reasons, string Why)
{
    /// <summary>Whether a run begins.</summary>
    public bool IsDue => Reasons.Count > 0;
}

/// <summary>One reason of a run.</summary>
/// <param name="Kind">on_demand, schedule, reviews, performance, drift or stale.</param>
/// <param name="Why">In plain words, with the figures.</param>
public sealed record TriggerReason(string Kind, string Why)
{
    /// <summary>A person asked.</summary>
    public const string OnDemand = "on_demand";

    /// <summary>The time had come.</summary>
    public const string Schedule = "schedule";

    /// <summary>People decided on enough captions.</summary>
    public const string Reviews = "reviews";

    /// <summary>Accuracy or agreement fell.</summary>
    public const string Performance = "performance";
}
