using Microsoft.Extensions.Logging;

namespace Serverless.Api.Telemetry;

/// <summary>Log lines as JSON objects, for platforms whose log readers take them.</summary>
/// <param name="log">Writes the lines.</param>
/// <param name="fieldOf">The name and value of a field; null leaves it out.</param>
/// <param name="more">Fields of the platform's own, such as the id of the call; null for none.</param>
public sealed class JsonLogProvider(
    JsonLog log,
    Func<string, object?, (string Name, object? Value)?> fieldOf,
    Func<IEnumerable<(string Name, object? Value)>>? more = null
) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(log, fieldOf, more);

    /// <inheritdoc/>
    public void Dispose() { }

    private sealed class Logger(
        JsonLog log,
        Func<string, object?, (string Name, object? Value)?> fieldOf,
        Func<IEnumerable<(string Name, object? Value)>>? more
    ) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var fields = new List<(string, object?)> { ("eventId", eventId.Id) };
            foreach (var (name, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
            {
                if (name != "{OriginalFormat}" && fieldOf(name, value) is { } field)
                    fields.Add(field);
            }

            if (more is not null)
                fields.AddRange(more());
            if (exception is not null)
                fields.Add(("exception", exception));
            log.Write(SeverityOf(logLevel), formatter(state, exception).TrimEnd(), fields.ToArray());
        }

        private static string SeverityOf(LogLevel level) =>
            level switch
            {
                LogLevel.Critical => "CRITICAL",
                LogLevel.Error => "ERROR",
                LogLevel.Warning => "WARNING",
                _ => "INFO",
            };
    }
}
