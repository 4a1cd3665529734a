using Serverless.Core.Inference;
using Serverless.Core.Pipeline;

namespace Serverless.Core.Service;

/// <summary>
/// A loaded model that answers requests. Retired, it takes no new ones, and its memory is freed when its last request is over. Safe for
/// use by several threads.
/// </summary>
public sealed class ServedModel
{
    private readonly Lock _lock = new();
    private int _uses;
    private bool _isRetired;

    /// <param name="models">The models, which it frees.</param>
    /// <param name="pipeline">The pipeline over them.</param>
    /// <param name="since">When they were loaded.</param>
    /// <param name="note">What whoever asks should know of it; null for nothing.</param>
    public ServedModel(LoadedModels models, CaptionPipeline pipeline, DateTimeOffset since, string? note) =>
        (Models, Pipeline, Since, Note) = (models, pipeline, since, note);

    /// <summary>The models.</summary>
    public LoadedModels Models { get; }

    /// <summary>The pipeline over them.</summary>
    public CaptionPipeline Pipeline { get; }

    /// <summary>When they were loaded.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>What whoever asks should know of it; null for nothing.</summary>
    public string? Note { get; }

    /// <summary>Whether its memory is freed.</summary>
    public bool IsFreed { get; private set; }

    /// <summary>Takes no new requests; frees the memory now or after the last one.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            _isRetired = true;
            FreeIfIdle();
        }
    }

    /// <summary>Begins a request; false where it is retired, and another one is to be asked.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isRetired)
                return false;
            _uses++;
            return true;
        }
    }

    /// <summary>Ends a request.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _uses--;
            FreeIfIdle();
        }
    }

    private void FreeIfIdle()
    {
        if (!_isRetired || _uses > 0 || IsFreed)
            return;
        IsFreed = true;
        Models.Dispose();
        FreedMemory.GiveBack();
    }
}
