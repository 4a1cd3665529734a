namespace Serverless.Archives.Work;

/// <summary>
/// Stops a run when the store or the model fails persistently: too many failures of the same part in a row. A bad picture counts as a
/// failure of neither.
/// </summary>
/// <param name="maxFailures">Maximum number of failures in a row.</param>
internal sealed class FailureBudget(int maxFailures)
{
    private int _store,
        _model;

    /// <summary>What is spent: "store" or "model", with the last failure; null while the run may go on.</summary>
    public string? Spent { get; private set; }

    public void StoreWorks() => Interlocked.Exchange(ref _store, 0);

    public void ModelWorks() => Interlocked.Exchange(ref _model, 0);

    public void StoreFailed(string detail)
    {
        if (Interlocked.Increment(ref _store) > maxFailures)
            Spent ??= $"the store failed {maxFailures + 1} times in a row; the last time: {detail}";
    }

    public void ModelFailed(string detail)
    {
        if (Interlocked.Increment(ref _model) > maxFailures)
            Spent ??= $"the model failed {maxFailures + 1} times in a row; the last time: {detail}";
    }
}
