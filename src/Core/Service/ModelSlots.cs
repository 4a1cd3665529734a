namespace Serverless.Core.Service;

/// <summary>The model that serves and the one that is tried, changed while requests run. Safe for use by several threads.</summary>
internal sealed class ModelSlots : IDisposable
{
    private readonly Lock _lock = new();
    private volatile ServedModel? _champion;
    private volatile ModelChallenge? _challenge;

    public ServedModel? Champion => _champion;

    public ModelChallenge? Challenge => _challenge;

    /// <summary>From the next request on this one serves; one that was tried is tried no more.</summary>
    public void Serve(ServedModel model)
    {
        lock (_lock)
        {
            var before = _champion;
            _champion = model;
            if (_challenge is { } challenge)
            {
                _challenge = null;
                if (challenge.Model != model)
                    challenge.Model.Retire();
            }

            if (before != model)
                before?.Retire();
        }
    }

    public void Try(ModelChallenge? challenge)
    {
        lock (_lock)
        {
            var before = _challenge;
            _challenge = challenge;
            if (before is not null && before.Model != challenge?.Model)
                before.Model.Retire();
        }
    }

    /// <summary>Begins a request.</summary>
    /// <param name="preferred">The model to ask, if it still takes requests.</param>
    /// <exception cref="ObjectDisposedException">Nothing serves any more.</exception>
    public Use Enter(ServedModel? preferred)
    {
        if (preferred is not null && preferred.TryEnter())
            return new Use(preferred);
        while (true)
        {
            var champion = _champion;
            ObjectDisposedException.ThrowIf(champion is null, this);
            if (champion.TryEnter())
                return new Use(champion);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _challenge?.Model.Retire();
            _champion?.Retire();
            (_challenge, _champion) = (null, null);
        }
    }

    /// <summary>A request under way.</summary>
    internal readonly struct Use(ServedModel model) : IDisposable
    {
        public ServedModel Model => model;

        public void Dispose() => model.Leave();
    }
}
