namespace Serverless.Trainer.Validation;

/// <summary>What a candidate is held against.</summary>
/// <param name="MinJudgments">Fewer held-out judgments of a sort of words tell nothing of it.</param>
/// <param name="MinPictures">The same of pictures.</param>
/// <param name="MinSliceJudgments">Fewer of a slice tell nothing of the slice.</param>
/// <param name="MinSlicePictures">The same of pictures.</param>
/// <param name="MinAuc">Scores must tell right from wrong at least so well.</param>
/// <param name="MinChampionAuc">Where the champion's do not, the data contradict all that was learned before.</param>
/// <param name="MinNamesAuc">The same of names, champion's and candidate's: they are said only where they are likely, so that their
/// probabilities lie close together; below even odds the judgments contradict them.</param>
/// <param name="MaxAucLoss">The interval of the change may not reach below this loss.</param>
/// <param name="MaxBrierRise">The interval of the change may not reach above this rise.</param>
/// <param name="MaxCalibrationError">Of the candidate, unless the champion's is as high.</param>
/// <param name="MaxSliceBrierRise">A slice whose interval lies above this rise is worse beyond doubt.</param>
/// <param name="MaxWrongOfGood">The promise of good, for the captioner's sentences and for names.</param>
internal sealed record GateLimits(
    int MinJudgments = 40,
    int MinPictures = 8,
    int MinSliceJudgments = 30,
    int MinSlicePictures = 5,
    double MinAuc = 0.65,
    double MinChampionAuc = 0.55,
    double MinNamesAuc = 0.5,
    double MaxAucLoss = 0.03,
    double MaxBrierRise = 0.015,
    double MaxCalibrationError = 0.1,
    double MaxSliceBrierRise = 0.005,
    double MaxWrongOfGood = 0.1
);
