using System.Text.Json;
using Serverless.Evaluation.Statistics;
using Serverless.Testing;

namespace Serverless.Evaluation.Tests;

/// <summary>Every case of tests/Fixtures/metrics/statistics.json, made by SciPy.</summary>
public sealed class StatisticsTests
{
    private static readonly JsonElement Golden = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(Repository.Fixtures, "metrics", "statistics.json")))
        .RootElement;

    public static TheoryData<string> Correlated => Names("correlation");

    public static TheoryData<string> Classified => Names("classified");

    public static TheoryData<string> Drifted => Names("drift");

    public static TheoryData<string> Isotonic => Names("isotonic");

    public static TheoryData<string> Platt => Names("platt");

    [Theory]
    [MemberData(nameof(Correlated))]
    public void Rank_and_product_moment_correlations_agree(string name)
    {
        var row = Row("correlation", name);
        double[] x = Numbers(row, "x"),
            y = Numbers(row, "y");
        var tau = KendallTau.Of(x, y);
        Near(row, "kendall_tau_b", tau?.TauB);
        Near(row, "kendall_tau_c", tau?.TauC);
        Near(row, "kendall_tau_b_p", tau?.PValue, 1e-7);
        Near(row, "kendall_tau_c_p", tau?.PValue, 1e-7);
        var spearman = Correlations.Spearman(x, y);
        Near(row, "spearman", spearman?.Coefficient);
        Near(row, "spearman_p", spearman?.PValue, 1e-7);
        Near(row, "pearson", Correlations.Pearson(x, y));
    }

    [Theory]
    [MemberData(nameof(Classified))]
    public void Area_calibration_error_and_Brier_score_agree(string name)
    {
        var row = Row("classified", name);
        double[] labels = Numbers(row, "labels"),
            scores = Numbers(row, "scores");
        Near(row, "auc", Classification.Auc([.. labels.Select(label => label > 0.5)], scores));
        Near(row, "ece_left_closed", Classification.CalibrationError(labels, scores));
        Near(row, "ece_right_closed", Classification.CalibrationError(labels, scores, isLeftClosed: false));
        Near(row, "brier", Classification.Brier(labels, scores));
    }

    [Theory]
    [MemberData(nameof(Drifted))]
    public void The_test_of_Kolmogorov_and_Smirnov_agrees(string name)
    {
        var row = Row("drift", name);
        double[] expected = Numbers(row, "expected"),
            actual = Numbers(row, "actual");
        var test = KolmogorovSmirnov.Test(expected, actual);
        Near(row, "ks", test.Distance);
        Near(row, "ks_p_exact", test.ExactPValue, 1e-7);
        Near(row, "ks_p_asymptotic", test.AsymptoticPValue, 1e-7);
    }

    [Theory]
    [MemberData(nameof(Isotonic))]
    public void Isotonic_regression_agrees(string name)
    {
        var row = Row("isotonic", name);
        var fit = IsotonicRegression.Fit(Numbers(row, "x"), Numbers(row, "y"), Numbers(row, "weights"));
        Near(Numbers(row, "fit_x"), fit.X);
        Near(Numbers(row, "fit_y"), fit.Y);
        Near(Numbers(row, "predict_y"), [.. Numbers(row, "predict_x").Select(fit.Predict)]);
    }

    [Theory]
    [MemberData(nameof(Platt))]
    public void Platt_scaling_agrees(string name)
    {
        var row = Row("platt", name);
        var labels = Numbers(row, "labels").Select(label => label > 0.5).ToList();
        var scores = Numbers(row, "scores");
        var fit = PlattScaling.Fit(labels, scores);
        Near(row, "a", fit.A, 1e-6);
        Near(row, "b", fit.B, 1e-6);
        foreach (var (expected, score) in Numbers(row, "probabilities").Zip(scores))
            Assert.Equal(expected, fit.Probability(score), 1e-6);
        if (!row.TryGetProperty("a_unsmoothed", out _))
            return;
        var plain = PlattScaling.Fit(labels, scores, isSmoothed: false);
        Near(row, "a_unsmoothed", plain.A, 1e-6);
        Near(row, "b_unsmoothed", plain.B, 1e-6);
    }

    private static TheoryData<string> Names(string group) =>
        [.. Golden.GetProperty(group).EnumerateArray().Select(row => row.GetProperty("name").GetString()!)];

    private static JsonElement Row(string group, string name) =>
        Golden.GetProperty(group).EnumerateArray().First(row => row.GetProperty("name").GetString() == name);

    private static double[] Numbers(JsonElement row, string field) =>
        [.. row.GetProperty(field).EnumerateArray().Select(number => number.GetDouble())];

    private static void Near(JsonElement row, string field, double? found, double tolerance = 1e-9)
    {
        var expected = row.GetProperty(field);
        if (expected.ValueKind == JsonValueKind.Null)
            Assert.Null(found);
        else
            Assert.Equal(expected.GetDouble(), found!.Value, tolerance);
    }

    private static void Near(IReadOnlyList<double> expected, IReadOnlyList<double> found)
    {
        Assert.Equal(expected.Count, found.Count);
        foreach (var (one, other) in expected.Zip(found))
            Assert.Equal(one, other, 1e-9);
    }
}
