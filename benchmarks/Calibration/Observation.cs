namespace Serverless.Benchmarks.Calibration;

/// <summary>Words about a picture: signals, and how right they are.</summary>
/// <param name="Picture">The picture; folds never share one.</param>
/// <param name="FitLogit">The quality model's logit.</param>
/// <param name="Lift">Nats a token.</param>
/// <param name="MeanLogProbability">Nats a token.</param>
/// <param name="Repetition">Share of repeated words.</param>
/// <param name="Contradiction">How far what was recognised speaks against the things named, 0 to 1.</param>
/// <param name="SceneContradiction">The same of the places named.</param>
/// <param name="Words">Number of words.</param>
/// <param name="Right">0 to 1: the share of people who say yes, or a proxy's verdict.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Beam">Place among the captioner's sentences for the picture, 0 for its likeliest.</param>
/// <param name="Text">The words.</param>
internal sealed record Observation(
    string Picture,
    double FitLogit,
    double Lift,
    double MeanLogProbability,
    double Repetition,
    double Contradiction,
    double SceneContradiction,
    int Words,
    double Right,
    double Weight,
    int Beam = 0,
    string Text = ""
);
