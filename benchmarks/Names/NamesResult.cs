namespace Serverless.Benchmarks.Names;

/// <summary>What the calibration of names found.</summary>
/// <param name="Temperature">Of the softmax.</param>
/// <param name="Good">Threshold of the score.</param>
/// <param name="Things">The probability from which several things are said plainly.</param>
/// <param name="Tables">One a data set, scores fitted on other pictures.</param>
internal sealed record NamesResult(double Temperature, double Good, double Things, IReadOnlyList<NamesTable> Tables);

/// <summary>Names on one data set.</summary>
/// <param name="DataSet">Its name.</param>
/// <param name="Photographs">How many were looked at.</param>
/// <param name="Said">The name each would get, if any, and its score.</param>
/// <param name="Good">Of those, good ones, and wrong among them.</param>
internal sealed record NamesTable(
    string DataSet,
    int Photographs,
    IReadOnlyList<(NameObservation Name, double Score)> Said,
    (int Given, int Wrong) Good
);
