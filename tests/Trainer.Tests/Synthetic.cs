using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Trainer.Data;

namespace Serverless.Trainer.Tests;

/// <summary>Judgments that are drawn from known weights: what is learned from them can be told beforehand.</summary>
internal static class Synthetic
{
    public const string Model = "tiny 1.0.0";

    /// <summary>
    /// Words are right with the probability 1 / (1 + exp(-(0.5 + 1.5 fit + confidence))), two sentences of the captioner a picture.
    /// </summary>
    /// <param name="pictures">How many pictures.</param>
    /// <param name="seed">Of the draws.</param>
    public static Snapshot Snapshot(int pictures = 400, int seed = 1) => Seal(Pictures(pictures), Judgments(pictures, seed));

    public static Snapshot Seal(IEnumerable<SnapshotPicture> pictures, IEnumerable<SnapshotJudgment> judgments) =>
        SnapshotFile.Seal(
            new Snapshot(
                DateTimeOffset.UnixEpoch,
                "",
                [new SnapshotSource("/nowhere", SourceContent.Reviews, "reviews", 0, 0, [])],
                PictureSplit.Of(pictures),
                [.. judgments]
            )
        );

    public static List<SnapshotPicture> Pictures(int count) => [.. Enumerable.Range(0, count).Select(i => Picture(Digest(i)))];

    public static SnapshotPicture Picture(string digest, string? hash = null) => new(digest, "", "", 0, null, hash, 640, 480, 120, []);

    public static List<SnapshotJudgment> Judgments(int pictures, int seed = 1)
    {
        var random = new Random(seed);
        var judgments = new List<SnapshotJudgment>();
        for (var i = 0; i < 2 * pictures; i++)
        {
            var (fit, confidence) = ((4 * random.NextDouble()) - 2, -2 * random.NextDouble());
            var probability = 1 / (1 + Math.Exp(-(0.5 + (1.5 * fit) + confidence)));
            var signals = new StoredSignals(Math.Round(fit, 4), null, Math.Round(confidence, 4), 0);
            var words = string.Create(CultureInfo.InvariantCulture, $"sentence {i}");
            judgments.Add(Judgment(Digest(i / 2), words, random.NextDouble() < probability ? 1 : 0, signals));
        }

        return judgments;
    }

    /// <summary>Names of every other probability from 0.5 on, right with the probability 1 / (1 + exp(-(1.2 logit - 0.5))).</summary>
    /// <param name="pictures">How many pictures, a name each.</param>
    /// <param name="seed">Of the draws.</param>
    public static List<SnapshotJudgment> Names(int pictures, int seed = 1)
    {
        var random = new Random(seed);
        var judgments = new List<SnapshotJudgment>();
        for (var i = 0; i < pictures; i++)
        {
            var probability = 0.5 + (0.49 * random.NextDouble());
            var right = 1 / (1 + Math.Exp(0.5 - (1.2 * Math.Log(probability / (1 - probability)))));
            judgments.Add(
                Judgment(Digest(i), "a dog", random.NextDouble() < right ? 1 : 0, null) with
                {
                    By = SnapshotJudgment.Labels,
                    Confidence = Math.Round(probability, 6),
                }
            );
        }

        return judgments;
    }

    public static SnapshotJudgment Judgment(string picture, string words, double right, StoredSignals? signals) =>
        new(picture, words, SnapshotJudgment.Captioner, right, 1, null, "reviews", null, Model, "photograph", signals);

    public static string Digest(int number) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture))));
}
