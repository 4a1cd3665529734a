namespace Serverless.Core.Generation;

/// <summary>One generated sequence.</summary>
/// <param name="Ids">Token ids, start token included, cut after the end token.</param>
/// <param name="Score">Sum of log-probabilities after the rules, divided by the generated length to the length penalty; for greedy search
/// the plain sum of the model's own.</param>
/// <param name="TokenLogProbabilities">The model's own log-probability of each generated token, before any rule: one fewer than <paramref
/// name="Ids"/>.</param>
public sealed record Hypothesis(IReadOnlyList<int> Ids, float Score, IReadOnlyList<float> TokenLogProbabilities);
