namespace Serverless.Archives.Work;

/// <summary>
/// Tells a store or a model that fails for good from single bad pictures: so many failures of the same part with no success of it between, and the run stops. Bad pictures are no failure of either.
/// </summary>
/// <param name="maxFailures">Failures in a row that are borne.</param>
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
