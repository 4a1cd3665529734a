using System.Security.Cryptography;
using System.Text;
using Serverless.Evaluation.Statistics;

namespace Serverless.Benchmarks.Calibration;

/// <summary>Scores each observation by a curve fitted without its picture: five folds by a digest of the picture's name.</summary>
internal static class CrossFit
{
    public const int Folds = 5;

    public static double[] Scores(IReadOnlyList<Observation> observations, Func<Observation, double[]> signals)
    {
        var folds = observations.Select(one => FoldOf(one.Picture)).ToArray();
        var scores = new double[observations.Count];
        for (var fold = 0; fold < Folds; fold++)
        {
            var train = observations.Where((_, i) => folds[i] != fold).ToList();
            var curve = Fit(train, signals);
            for (var i = 0; i < scores.Length; i++)
            {
                if (folds[i] == fold)
                    scores[i] = curve.Predict(signals(observations[i]));
            }
        }

        return scores;
    }

    public static LogisticRegression Fit(IReadOnlyList<Observation> observations, Func<Observation, double[]> signals) =>
        LogisticRegression.Fit(
            [.. observations.Select(signals)],
            [.. observations.Select(one => one.Right)],
            [.. observations.Select(one => one.Weight)]
        );

    public static int FoldOf(string picture) => SHA256.HashData(Encoding.UTF8.GetBytes(picture))[0] % Folds;
}
