namespace Serverless.Core.Inference;

/// <summary>The sessions of one model, disposed together, also when a later check fails.</summary>
/// <param name="settings">How to run them.</param>
internal sealed class GraphSessions(RuntimeSettings settings) : IDisposable
{
    private readonly List<GraphSession> _opened = [];

    /// <summary>Those that were opened, whether they are still open or not.</summary>
    public IReadOnlyList<GraphSession> Opened => _opened;

    /// <exception cref="InvalidDataException">The file is missing, or no graph that the runtime takes.</exception>
    public GraphSession Open(string path)
    {
        var session = GraphSession.Load(path, settings);
        _opened.Add(session);
        return session;
    }

    /// <summary>What picks rows of tensors where these sessions leave them.</summary>
    public RowGather OpenRowGather()
    {
        if (settings.Provider == ExecutionProvider.Cpu)
            return new RowGather(null);
        var session = GraphSession.Load("row gather", RowGather.Graph, settings);
        _opened.Add(session);
        return new RowGather(session);
    }

    /// <summary>Creates a model with these sessions; they are disposed when it throws.</summary>
    public T DisposeOnFailure<T>(Func<GraphSessions, T> make)
    {
        try
        {
            return make(this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var session in _opened)
            session.Dispose();
    }
}
