namespace Serverless.Benchmarks.Delivery.Real;

/// <summary>What became of a mistake in one arm, over real hosts.</summary>
/// <param name="Arm">0, 1 or 2.</param>
/// <param name="Mistake">The mistake's id.</param>
/// <param name="Gate">What caught it; "" for nothing.</param>
/// <param name="ReachesProduction">Whether it is there when the deploy has ended.</param>
/// <param name="Sent">Requests of callers from the start of the deploy to some seconds after it.</param>
/// <param name="Failed">Those that were not answered as they should be.</param>
/// <param name="Seconds">Time of the deploy.</param>
/// <param name="Said">What was said, for people.</param>
/// <param name="Places">Files of the local targets that hold a secret in the end; empty where none was given away.</param>
internal sealed record RealOutcome(
    int Arm,
    string Mistake,
    string Gate,
    bool ReachesProduction,
    int Sent,
    int Failed,
    double Seconds,
    string Said,
    IReadOnlyList<string> Places
);

/// <summary>All of them, with where they were made.</summary>
/// <param name="Date">The day.</param>
/// <param name="Machine">Processors, memory, system.</param>
/// <param name="Versions">Of the runtime and of what ran.</param>
/// <param name="EarlierSeconds">Time of a good version through dev and pre-production.</param>
/// <param name="Again">Kinds that were run again alone; empty for none.</param>
/// <param name="Outcomes">One a mistake and arm.</param>
internal sealed record RealResults(
    string Date,
    string Machine,
    string Versions,
    double EarlierSeconds,
    IReadOnlyList<string> Again,
    IReadOnlyList<RealOutcome> Outcomes
);
