namespace Serverless.Updates;

/// <summary>What updates need of the process and its machine.</summary>
/// <param name="Instance">This process's name among its like: letters, digits, hyphens.</param>
/// <param name="Clock">Gives the times.</param>
/// <param name="MemoryLimitBytes">What the process may have.</param>
/// <param name="MemoryUsedBytes">What it has.</param>
/// <param name="Tell">Takes what happens, for the log and the ledger; must be quick.</param>
internal sealed record UpdateSurroundings(
    string Instance,
    TimeProvider Clock,
    Func<long> MemoryLimitBytes,
    Func<long> MemoryUsedBytes,
    Action<UpdateStep> Tell
);
