using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Serverless.Api.Tests.Server;

/// <summary>A log that a test reads.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(int EventId, TaskCompletionSource<LogEntry> Waiting)> _waiting = [];
    private ImmutableList<LogEntry> _entries = [];

    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>The lines of one kind, in order.</summary>
    public IReadOnlyList<LogEntry> Of(int eventId) => [.. _entries.Where(entry => entry.EventId == eventId)];

    /// <summary>The next line of a kind, or the first that there is already.</summary>
    public Task<LogEntry> FirstAsync(int eventId)
    {
        lock (_lock)
        {
            if (_entries.Find(entry => entry.EventId == eventId) is { } known)
                return Task.FromResult(known);
            var waiting = new TaskCompletionSource<LogEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((eventId, waiting));
            return waiting.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var fields = (state as IReadOnlyList<KeyValuePair<string, object?>> ?? []).ToDictionary(one => one.Key, one => one.Value);
        var entry = new LogEntry(logLevel, eventId.Id, formatter(state, exception), fields, exception);
        lock (_lock)
        {
            _entries = _entries.Add(entry);
            foreach (var (wanted, waiting) in _waiting)
            {
                if (wanted == entry.EventId)
                    waiting.TrySetResult(entry);
            }
        }
    }

    public void Dispose() { }
}

/// <summary>One line.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="EventId">Its kind.</param>
/// <param name="Message">Its text.</param>
/// <param name="Fields">Its fields by name.</param>
/// <param name="Exception">What it is of; null for none.</param>
internal sealed record LogEntry(
    LogLevel Level,
    int EventId,
    string Message,
    IReadOnlyDictionary<string, object?> Fields,
    Exception? Exception
);
