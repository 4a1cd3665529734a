using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Serverless.Hosts.Aws.Server;

/// <summary>A buffered answer: nothing is sent before it is complete, so it starts when it is over.</summary>
internal sealed class LambdaResponse : IHttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new(),
        _completed = new();

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; } = Stream.Null;

    public bool HasStarted { get; private set; }

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <summary>Runs what was registered to run before the headers are sent, the latest first.</summary>
    public async Task StartAsync()
    {
        while (_starting.TryPop(out var registered))
            await registered.Callback(registered.State);
        HasStarted = true;
    }

    /// <summary>Runs what was registered to run after the answer.</summary>
    public async Task CompleteAsync()
    {
        while (_completed.TryPop(out var registered))
            await registered.Callback(registered.State);
    }
}
