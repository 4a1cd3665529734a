namespace Serverless.Archives.Work;

/// <summary>
/// Stops a run when the store or the model fails persistently: too many failures of the same part in a row. A bad picture counts as a
/// failure of neither. Reads and writes of the store are counted apart: one that is full or forbids writing is often read all the same.
/// </summary>
/// <param name="maxFailures">Maximum number of failures in a row.</param>
internal sealed class FailureBudget(int maxFailures)
{
    private int _reads,
        _writes,
        _model;

    /// <summary>What is spent: "store" or "model", with the last failure; null while the run may go on.</summary>
    public string? Spent { get; private set; }

    public void StoreReads() => Interlocked.Exchange(ref _reads, 0);

    public void StoreWrites() => Interlocked.Exchange(ref _writes, 0);

    public void ModelWorks() => Interlocked.Exchange(ref _model, 0);

    public void StoreReadFailed(string detail) => Count(ref _reads, "store", detail);

    public void StoreWriteFailed(string detail) => Count(ref _writes, "store", detail);

    public void ModelFailed(string detail) => Count(ref _model, "model", detail);

    private void Count(ref int failures, string part, string detail)
    {
        if (Interlocked.Increment(ref failures) > maxFailures)
            Spent ??= $"the {part} failed {maxFailures + 1} times in a row; the last time: {detail}";
    }
}
