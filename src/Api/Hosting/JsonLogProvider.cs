using Microsoft.Extensions.Logging;
using Serverless.Api.Telemetry;

namespace Serverless.Api.Hosting;

/// <summary>Log lines as JSON objects, for platforms whose log readers take them.</summary>
/// <param name="log">Takes the lines.</param>
/// <param name="nameOf">The name a field goes by; null leaves it out.</param>
public sealed class JsonLogProvider(JsonLog log, Func<string, object?, (string Name, object? Value)?> nameOf) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(log, nameOf);

    /// <inheritdoc/>
    public void Dispose() { }

    private sealed class Logger(JsonLog log, Func<string, object?, (string Name, object? Value)?> nameOf) : ILogger
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
                if (name != "{OriginalFormat}" && nameOf(name, value) is { } field)
                    fields.Add(field);
            }

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
