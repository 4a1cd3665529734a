using Serverless.Results.Documents;

namespace Serverless.Monitoring.Reports;

/// <summary>What is said of traffic.</summary>
public enum TrafficVerdict
{
    /// <summary>There was none in the time looked at.</summary>
    Empty,

    /// <summary>No window has captions enough to be judged.</summary>
    TooFew,

    /// <summary>The model has no reference: nothing can be said.</summary>
    NoReference,

    /// <summary>Nothing has moved.</summary>
    Steady,

    /// <summary>The model is older than its policy wants; nothing has moved.</summary>
    Stale,

    /// <summary>Something has moved, and lasts.</summary>
    Drift,
}

/// <summary>Names of verdicts in documents.</summary>
public static class TrafficVerdicts
{
    /// <summary>A verdict's name.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string NameOf(TrafficVerdict verdict) => DocumentWriter.NameOf(verdict);
}
