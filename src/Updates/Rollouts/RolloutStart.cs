namespace Serverless.Updates.Rollouts;

/// <summary>When a rollout began, by the clock of the instance that began it: windows count from here on every instance.</summary>
/// <param name="At">When.</param>
/// <param name="By">Which instance.</param>
internal sealed record RolloutStart(DateTimeOffset At, string By);
