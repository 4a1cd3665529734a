using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;
using Serverless.Evaluation.Statistics;
using Serverless.Trainer.Heads;

namespace Serverless.Benchmarks.Training;

/// <summary>Boosted trees of LightGBM over the same signals, calibrated on a fifth of the pictures that they were not grown on.</summary>
internal sealed class LightGbmHead(bool isIsotonic)
{
    private const int Leaves = 8,
        Rounds = 60,
        MinOfLeaf = 40;

    public string Name => isIsotonic ? "LightGBM, isotonic" : "LightGBM, Platt";

    /// <summary>Scores rows by trees of others.</summary>
    public double[] Score(HeadData train, IReadOnlyList<double[]> rows)
    {
        var inner = train.Folds.Distinct().Order().First();
        var grown = train.Where(i => train.Folds[i] != inner);
        var kept = train.Where(i => train.Folds[i] == inner);
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, train.Signals.Count);
        var options = new LightGbmBinaryTrainer.Options
        {
            FeatureColumnName = nameof(Row.Features),
            LabelColumnName = nameof(Row.Label),
            ExampleWeightColumnName = nameof(Row.Weight),
            NumberOfLeaves = Leaves,
            NumberOfIterations = Rounds,
            MinimumExampleCountPerLeaf = MinOfLeaf,
            LearningRate = 0.08,
            NumberOfThreads = 1,
            Seed = 1,
            Deterministic = true,
        };
        var view = context.Data.LoadFromEnumerable(RowsOf(grown), schema);
        var trees = context.BinaryClassification.Trainers.LightGbm(options).Fit(view);
        double[] Raw(IEnumerable<double[]> features)
        {
            var scored = trees.Transform(context.Data.LoadFromEnumerable(features.Select(Plain), schema));
            return [.. scored.GetColumn<float>("Score").Select(score => (double)score)];
        }

        var scores = Raw(kept.Rows);
        var outer = Raw(rows);
        if (isIsotonic)
        {
            var curve = IsotonicRegression.Fit(scores, kept.Right, kept.Weights);
            return [.. outer.Select(score => Math.Clamp(curve.Predict(score), 0, 1))];
        }

        var platt = LogisticRegression.Fit([.. scores.Select(score => new[] { score })], kept.Right, kept.Weights);
        return [.. outer.Select(score => platt.Predict([score]))];
    }

    private static Row Plain(double[] features) => new() { Features = [.. features.Select(value => (float)value)] };

    private static IEnumerable<Row> RowsOf(HeadData data)
    {
        for (var i = 0; i < data.Rows.Count; i++)
        {
            var row = Plain(data.Rows[i]);
            if (data.Right[i] > 0)
                yield return new Row
                {
                    Features = row.Features,
                    Label = true,
                    Weight = (float)(data.Weights[i] * data.Right[i]),
                };
            if (data.Right[i] < 1)
                yield return new Row
                {
                    Features = row.Features,
                    Label = false,
                    Weight = (float)(data.Weights[i] * (1 - data.Right[i])),
                };
        }
    }

    /// <summary>An example as ML.NET reads it.</summary>
    internal sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public float Weight { get; set; }
    }
}
