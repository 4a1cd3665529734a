using Serverless.Evaluation.Statistics;

namespace Serverless.Benchmarks.Calibration;

/// <summary>A signal, or several together, held against the truth with scores fitted on other pictures.</summary>
/// <param name="Signals">Which.</param>
/// <param name="TauB">Kendall's tau-b, unweighted.</param>
/// <param name="Auc">Area under the curve, unweighted.</param>
/// <param name="Reliability">Calibration, weighted.</param>
internal sealed record SignalRow(string Signals, double TauB, double Auc, Reliability Reliability);

/// <summary>One of the three tables, never mixed.</summary>
/// <param name="Name">a, b or c.</param>
/// <param name="What">Whose words, whose judgement.</param>
/// <param name="Observations">How many.</param>
/// <param name="Pictures">Of how many pictures.</param>
/// <param name="Rows">Each signal alone and all together; the last is the one in use.</param>
/// <param name="Risk">Risk at each coverage, for the scores in use.</param>
internal sealed record CalibrationTable(
    string Name,
    string What,
    int Observations,
    int Pictures,
    IReadOnlyList<SignalRow> Rows,
    IReadOnlyList<(double Threshold, double Coverage, double Risk, int Given, int Wrong)> Risk
);

/// <summary>What a threshold does to a table.</summary>
/// <param name="Table">a, b or c.</param>
/// <param name="Threshold">good or refuse.</param>
/// <param name="Given">Words at or above it.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Wrong">Of those given, wrong.</param>
internal sealed record ThresholdRow(string Table, string Threshold, int Given, int Of, int Wrong);

/// <summary>How kinds are told.</summary>
/// <param name="Kind">The true kind.</param>
/// <param name="Pictures">How many.</param>
/// <param name="Recall">Share of those called so.</param>
/// <param name="Precision">Share of those called so that are; null when none is.</param>
/// <param name="Confusions">What the others were called.</param>
internal sealed record KindRow(string Kind, int Pictures, double Recall, double? Precision, string Confusions);

/// <summary>All that a calibration found.</summary>
/// <param name="Date">When.</param>
/// <param name="Command">How to make it again.</param>
/// <param name="Own">The curve for our own captions.</param>
/// <param name="OwnUnseen">The same where nobody looked for things.</param>
/// <param name="Given">The curve for given words.</param>
/// <param name="GivenUnseen">The same where nobody looked for things.</param>
/// <param name="Good">Threshold.</param>
/// <param name="Speak">Threshold of our own sentences.</param>
/// <param name="Refuse">Threshold of names, media and read text.</param>
/// <param name="RefuseGiven">Threshold of given words.</param>
/// <param name="Margin">Of the choice among the captioner's sentences.</param>
/// <param name="Tables">a, b and c.</param>
/// <param name="Thresholds">What the thresholds do.</param>
/// <param name="Kinds">How kinds are told.</param>
/// <param name="Refused">Pictures whose own caption is refused, by scores fitted on other pictures.</param>
/// <param name="Style">What the choice among sentences does to their style.</param>
internal sealed record CalibrationResult(
    string Date,
    string Command,
    LogisticRegression Own,
    LogisticRegression OwnUnseen,
    LogisticRegression Given,
    LogisticRegression GivenUnseen,
    double Good,
    double Speak,
    double Refuse,
    double RefuseGiven,
    double Margin,
    IReadOnlyList<CalibrationTable> Tables,
    IReadOnlyList<ThresholdRow> Thresholds,
    IReadOnlyList<KindRow> Kinds,
    IReadOnlySet<string> Refused,
    StyleResult Style
);
