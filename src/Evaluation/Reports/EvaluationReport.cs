using Serverless.Evaluation.Statistics;

namespace Serverless.Evaluation.Reports;

/// <summary>What <c>caption evaluate</c> found.</summary>
/// <param name="Dataset">The data set's name.</param>
/// <param name="Model">Captioner and quality model, with versions.</param>
/// <param name="Pictures">Pictures captioned.</param>
/// <param name="Captions">Caption metrics over all pictures and by slice; the first row is all.</param>
/// <param name="Agreement">Agreement with people, the quality score first and the baselines behind it; empty without judgements.</param>
/// <param name="Warnings">What was left out or cannot be computed, by name.</param>
public sealed record EvaluationReport(
    string Dataset,
    string Model,
    int Pictures,
    IReadOnlyList<CaptionRow> Captions,
    IReadOnlyList<AgreementRow> Agreement,
    IReadOnlyList<string> Warnings
);

/// <summary>Caption metrics of a slice; BLEU, ROUGE-L 0 to 1, CIDEr 0 to 10. Intervals are 95 %, by picture.</summary>
/// <param name="Slice">Which pictures.</param>
/// <param name="Pictures">How many.</param>
/// <param name="Bleu1">BLEU-1.</param>
/// <param name="Bleu2">BLEU-2.</param>
/// <param name="Bleu3">BLEU-3.</param>
/// <param name="Bleu4">BLEU-4.</param>
/// <param name="RougeL">ROUGE-L.</param>
/// <param name="Cider">CIDEr.</param>
/// <param name="CiderD">CIDEr-D.</param>
public sealed record CaptionRow(
    string Slice,
    int Pictures,
    Interval Bleu1,
    Interval Bleu2,
    Interval Bleu3,
    Interval Bleu4,
    Interval RougeL,
    Interval Cider,
    Interval CiderD
);

/// <summary>How far a signal agrees with people.</summary>
/// <param name="Signal">The signal.</param>
/// <param name="Slice">Which judgements.</param>
/// <param name="Judgements">How many.</param>
/// <param name="TauB">Kendall's tau-b with the share of yes.</param>
/// <param name="TauC">Kendall's tau-c.</param>
/// <param name="Auc">Area under the curve, yes being a majority.</param>
/// <param name="CalibrationError">Over ten bins; null for signals that are no probabilities.</param>
public sealed record AgreementRow(
    string Signal,
    string Slice,
    int Judgements,
    Interval? TauB,
    double? TauC,
    Interval? Auc,
    double? CalibrationError
);
