using Serverless.Evaluation.Statistics;

namespace Serverless.Trainer.Heads;

/// <summary>Finds the weights of a logistic head. The same data give the same weights.</summary>
internal interface IHeadLearner
{
    /// <summary>What it is called in reports.</summary>
    string Name { get; }

    /// <summary>Fits.</summary>
    /// <param name="data">At least one example of each class.</param>
    LogisticRegression Fit(HeadData data);
}

/// <summary>The project's own regression by Newton's method.</summary>
internal sealed class NewtonLearner : IHeadLearner
{
    public string Name => "Newton";

    public LogisticRegression Fit(HeadData data) => LogisticRegression.Fit(data.Rows, data.Right, data.Weights);
}
