using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Serverless.Evaluation.Statistics;

namespace Serverless.Trainer.Heads;

/// <summary>
/// ML.NET's logistic regression by L-BFGS, on one thread. It takes yes or no alone, so a share of yes is two examples that weigh that
/// share and the rest. Features are brought to one scale, and the weights back.
/// </summary>
internal sealed class LbfgsLearner : IHeadLearner
{
    private const float Tolerance = 1e-8f;
    private const double Ridge = 1e-4; // relative to the sum of weights, as Newton's

    public string Name => "ML.NET L-BFGS";

    public LogisticRegression Fit(HeadData data)
    {
        var scale = Scaling.Of(data);
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, data.Signals.Count);
        var view = context.Data.LoadFromEnumerable(RowsOf(data, scale), schema);
        var options = new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            FeatureColumnName = nameof(Row.Features),
            LabelColumnName = nameof(Row.Label),
            ExampleWeightColumnName = nameof(Row.Weight),
            L1Regularization = 0,
            L2Regularization = (float)(Ridge * data.Weights.Sum()),
            OptimizationTolerance = Tolerance,
            NumberOfThreads = 1,
            DenseOptimizer = true,
        };
        var head = context.BinaryClassification.Trainers.LbfgsLogisticRegression(options).Fit(view).Model.SubModel;
        return scale.Undo(head.Bias, [.. head.Weights.Select(weight => (double)weight)]);
    }

    private static IEnumerable<Row> RowsOf(HeadData data, Scaling scale)
    {
        for (var i = 0; i < data.Rows.Count; i++)
        {
            var features = scale.Apply(data.Rows[i]);
            var (right, weight) = (data.Right[i], data.Weights[i]);
            if (right > 0)
                yield return new Row
                {
                    Features = features,
                    Label = true,
                    Weight = (float)(weight * right),
                };
            if (right < 1)
                yield return new Row
                {
                    Features = features,
                    Label = false,
                    Weight = (float)(weight * (1 - right)),
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
